import { beforeEach, expect, test } from 'vitest';
import { OpenSessions } from '../../src/auth/open-sessions.ts';
import { hashOfToken } from '../../src/auth/token-hash.ts';
import { Directory } from '../../src/directory/directory.ts';
import { dateClock } from './date-clock.ts';

const ALICE = { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false };
const SESSION = {
  tokenHash: hashOfToken('a token'),
  partyId: 'alice',
  party: ALICE,
  expireTimeMs: Number.POSITIVE_INFINITY,
};

/** The views of the gateway, which may be behind those of the thread that has the sessions. */
let parties: Directory;
let sessions: OpenSessions;
const partyOf = () => sessions.partyOf('a token')?.partyId;

beforeEach(() => {
  parties = new Directory();
  sessions = new OpenSessions({ parties, clock: dateClock });
});

test('a session of a party that the views do not have yet is open', () => {
  sessions.apply({ open: [SESSION], ended: [] });
  expect(partyOf()).toBe('alice');
  parties.partyCreated({ party: ALICE });
  parties.partyStatusChanged({ partyNumber: 1, isDisabled: true });
  expect(partyOf()).toBeUndefined();
});

test('a session of a party that the views still have as disabled is open, until the party is disabled again', () => {
  parties.partyCreated({ party: { ...ALICE, isDisabled: true } });
  sessions.apply({ open: [SESSION], ended: [] });
  expect(partyOf()).toBe('alice');
  parties.partyStatusChanged({ partyNumber: 1, isDisabled: false });
  expect(partyOf()).toBe('alice');
  parties.partyStatusChanged({ partyNumber: 1, isDisabled: true });
  expect(partyOf()).toBeUndefined();
});

test('a session that was open before, of a party that the views have as disabled, is not accepted', () => {
  parties.partyCreated({ party: { ...ALICE, isDisabled: true } });
  sessions.begin([SESSION]);
  expect(partyOf()).toBeUndefined();
});
