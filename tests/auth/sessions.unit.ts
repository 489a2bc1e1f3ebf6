import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionTable, StoredSession } from '../../src/auth/credentials.ts';
import { OpenSessions } from '../../src/auth/open-sessions.ts';
import { type ListedSession, Sessions } from '../../src/auth/sessions.ts';
import { hashOfToken } from '../../src/auth/token-hash.ts';
import { dateClock } from './date-clock.ts';

const MINUTE_MS = 60_000;

/** The stored sessions, which outlive a restart. */
class Table implements SessionTable {
  readonly stored = new Map<string, StoredSession>();
  all() {
    return [...this.stored.values()];
  }
  add(session: StoredSession) {
    this.stored.set(session.tokenHash, session);
  }
  remove(tokenHashes: readonly string[]) {
    for (const tokenHash of tokenHashes) this.stored.delete(tokenHash);
  }
}

const parties = {
  partyById: (partyId: string) => ({ partyNumber: 1, partyId, partyName: '', isAdmin: false }),
};

/** The sessions, as a gateway with a copy of them sees them. */
class SessionsAndCopy {
  readonly #sessions: Sessions;
  readonly #copy = new OpenSessions({ parties, clock: dateClock });

  constructor(minutes: number) {
    this.#sessions = new Sessions(table, {
      sessionMs: minutes * MINUTE_MS,
      maxPerParty: 10,
      clock: dateClock,
    });
    const known = (session: ListedSession) => ({ ...session, party: undefined });
    this.#copy.begin(this.#sessions.all().map(known));
    this.#sessions.watch((open, ended) => this.#copy.apply({ open: open.map(known), ended }));
  }

  open(partyId: string, address: string, tokenMs?: number) {
    return this.#sessions.open(partyId, address, tokenMs);
  }
  renew(token: string, tokenMs?: number): number | undefined {
    return this.#sessions.renew(hashOfToken(token), tokenMs);
  }
  partyIdOf(token: string): string | undefined {
    return this.#copy.partyOf(token)?.partyId;
  }
  endOf(token: string): AbortSignal {
    return this.#copy.endOf(token);
  }
  get count(): number {
    return this.#copy.count;
  }
  stop(): void {
    this.#sessions.stop();
  }
}

const table = new Table();
let running: SessionsAndCopy | undefined;

function start(minutes: number): SessionsAndCopy {
  running?.stop();
  running = new SessionsAndCopy(minutes);
  return running;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  table.stored.clear();
});
afterEach(() => {
  running?.stop();
  running = undefined;
  vi.useRealTimers();
});

test('a session ends at its time, whatever sessions began before it', () => {
  const before = start(100).open('alice', '');
  // The machine's clock is set back.
  vi.setSystemTime(-50 * MINUTE_MS);
  const sessions = start(100);
  const after = sessions.open('bob', '');
  const signal = sessions.endOf(after.token);
  vi.advanceTimersByTime(100 * MINUTE_MS);
  expect(signal.aborted).toBe(true);
  expect(sessions.count).toBe(1);
  expect(sessions.partyIdOf(before.token)).toBe('alice');
  expect(sessions.endOf(before.token).aborted).toBe(false);
  sessions.open('carol', '');
  expect(table.all().map(({ partyId }) => partyId)).toEqual(['alice', 'carol']);
});

test('a lower SESSION_MINUTES ends sessions that began before it, and the streams of newer ones', () => {
  const long = start(720).open('alice', '');
  vi.advanceTimersByTime(10 * MINUTE_MS);
  const sessions = start(30);
  const short = sessions.open('bob', '');
  const signals = [long, short].map(({ token }) => sessions.endOf(token));
  vi.advanceTimersByTime(20 * MINUTE_MS);
  expect(sessions.partyIdOf(long.token)).toBeUndefined();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(sessions.count).toBe(1);
  vi.advanceTimersByTime(10 * MINUTE_MS);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(sessions.count).toBe(0);
});

test('a higher SESSION_MINUTES prolongs no session', () => {
  const { token, expireTimeMs } = start(30).open('alice', '');
  const sessions = start(720);
  vi.setSystemTime(expireTimeMs);
  expect(sessions.partyIdOf(token)).toBeUndefined();
});

test('a token of a few minutes stays valid while it is renewed, with its streams, up to the lifetime of a session', () => {
  const sessions = start(30);
  const { token, expireTimeMs } = sessions.open('alice', '', 10 * MINUTE_MS);
  expect(expireTimeMs).toBe(10 * MINUTE_MS);
  const signal = sessions.endOf(token);
  vi.advanceTimersByTime(8 * MINUTE_MS);
  expect(sessions.renew(token, 10 * MINUTE_MS)).toBe(18 * MINUTE_MS);
  vi.advanceTimersByTime(9 * MINUTE_MS);
  // Also after a restart.
  expect(start(30).partyIdOf(token)).toBe('alice');
  expect(sessions.partyIdOf(token)).toBe('alice');
  expect(signal.aborted).toBe(false);
  expect(sessions.renew(token)).toBe(30 * MINUTE_MS);
  expect(sessions.renew(token, 100 * MINUTE_MS)).toBe(30 * MINUTE_MS);
  vi.advanceTimersByTime(14 * MINUTE_MS);
  expect(sessions.renew(token, 10 * MINUTE_MS)).toBeUndefined();
});

test('a token without renewal ends', () => {
  const sessions = start(30);
  const { token } = sessions.open('alice', '', 10 * MINUTE_MS);
  const signal = sessions.endOf(token);
  vi.advanceTimersByTime(10 * MINUTE_MS + 1_000);
  expect([sessions.partyIdOf(token), signal.aborted, sessions.renew(token)]).toEqual([
    undefined,
    true,
    undefined,
  ]);
});

test('a renewal never shortens, and stores nothing for less than a minute', () => {
  const sessions = start(30);
  const { token } = sessions.open('alice', '', 10 * MINUTE_MS);
  const [stored] = table.all();
  expect(sessions.renew(token, MINUTE_MS)).toBe(10 * MINUTE_MS);
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(sessions.renew(token, 10 * MINUTE_MS)).toBe(10 * MINUTE_MS);
  expect(table.all()[0]).toBe(stored);
});
