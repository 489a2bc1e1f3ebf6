import { z } from 'zod';
import type { StoredSession } from './credentials.ts';

const SESSION = z.object({
  party_id: z.string(),
  begin_time_ms: z.int(),
  expire_time_ms: z.int(),
  address: z.string(),
});

/** The stored form of a session, without the hash of its token. */
export function sessionText(session: Omit<StoredSession, 'tokenHash'>): string {
  return JSON.stringify({
    party_id: session.partyId,
    begin_time_ms: session.beginTimeMs,
    expire_time_ms: session.expireTimeMs,
    address: session.address,
  } satisfies z.input<typeof SESSION>);
}

export function readSession(tokenHash: string, text: string): StoredSession {
  const { party_id, begin_time_ms, expire_time_ms, address } = SESSION.parse(JSON.parse(text));
  return {
    tokenHash,
    partyId: party_id,
    beginTimeMs: begin_time_ms,
    expireTimeMs: expire_time_ms,
    address,
  };
}
