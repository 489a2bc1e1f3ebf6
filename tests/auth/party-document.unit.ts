import { expect, test } from 'vitest';
import { type PartyDocument, readPartyDocument } from '../../src/auth/party-document.ts';

const HASH = '$2b$12$NMy7be6E2cWxmvV7z2D9eeFye8AAxbwn6vFLF6j1U6XaQfx8ZgOXW';
const BOB = { party_id: 'Bob', party_name: 'Bob Ltd', password: HASH, is_admin: false };
const PROFILE = { partyId: 'Bob', partyName: 'Bob Ltd', isAdmin: false };

test('a document of the seed has the password and the profile of a party', () => {
  expect(readPartyDocument(BOB)).toEqual({ stored: { passwordHash: HASH, profile: PROFILE }, problems: [] });
});

test('a document without a password, as the MongoDB writer makes it, is valid, and the party cannot log in', () => {
  const { password: _none, ...document } = BOB;
  expect(readPartyDocument(document)).toEqual({
    stored: { passwordHash: undefined, profile: PROFILE },
    problems: [],
  });
});

test.each<[PartyDocument['password']]>([
  ['swordfish'],
  [''],
  [null],
  [7],
  [{ $binary: HASH }],
  [HASH.slice(0, -1)],
  [`${HASH}=`],
  [`${HASH}\n`],
  [HASH.replace('$2b$', '$2x$')],
  [HASH.replace('$2b$', '$1$')],
])('%o is not a password, and is not in the report', (password) => {
  expect(readPartyDocument({ ...BOB, password })).toEqual({
    stored: { passwordHash: undefined, profile: PROFILE },
    problems: ['password: is not a bcrypt hash'],
  });
});

test.each<[field: keyof PartyDocument, value: unknown]>([
  ['party_id', ''],
  ['party_id', 'x'.repeat(65)],
  ['party_id', 'ä'.repeat(33)],
  ['party_id', 'a\nb'],
  ['party_id', 'a\u0085b'],
  ['party_id', ' a'],
  ['party_id', 'a '],
  ['party_name', undefined],
  ['party_name', 7],
  ['party_name', 'x'.repeat(257)],
  ['is_admin', undefined],
  ['is_admin', 'true'],
  ['is_admin', 1],
])('a %s of %o makes no profile, but the password is valid', (field, value) => {
  expect(readPartyDocument({ ...BOB, [field]: value })).toEqual({
    stored: { passwordHash: HASH, profile: undefined },
    problems: [expect.stringMatching(new RegExp(`^${field}: must`))],
  });
});

test.each([
  ['party_id', 'a\u200Bb', 'partyId'],
  ['party_id', 'o\u0308', 'partyId'],
  ['party_name', 'a\u202Eb', 'partyName'],
])('a %s of %o is reported, and used unchanged', (field, value, key) => {
  expect(readPartyDocument({ ...BOB, [field]: value })).toEqual({
    stored: { passwordHash: HASH, profile: { ...PROFILE, [key]: value } },
    problems: [expect.stringMatching(new RegExp(`^${field}: must`))],
  });
});

test('all faults are reported at once', () => {
  expect(readPartyDocument({ party_id: ' ', password: 'swordfish' }).problems).toHaveLength(4);
});
