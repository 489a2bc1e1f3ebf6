import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { CALL_TIMEOUT_MS } from './call-timeout.ts';

interface Login {
  readonly partyId: string;
  readonly password: string;
}

/** Connects as a party that is logged in for the work and logged out after it. */
export async function withLogin<Result>(
  url: string,
  login: Login,
  work: (redleaf: Redleaf) => Promise<Result>,
): Promise<Result> {
  const redleaf = connectRedleaf({ url, ...login, timeoutMs: CALL_TIMEOUT_MS });
  try {
    return await work(redleaf);
  } finally {
    // A session that cannot be ended now ends by itself.
    await redleaf.sessions.logout({}).catch(() => {});
    redleaf.close();
  }
}
