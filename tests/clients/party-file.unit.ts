import { expect, test } from 'vitest';
import { parsePartyFile } from '../../clients/cli/parties/party-file.ts';
import { UsageError } from '../../clients/cli/usage-error.ts';

const HEADER = 'party_id,party_name,password,is_admin';
const HASH = `$2b$12$${'x'.repeat(53)}`;

test('reads parties with their lines, as spreadsheets write them', () => {
  const { rows, bad } = parsePartyFile(
    `\uFEFF${HEADER}\r\nalice,"Alice, Ltd",pass word ,TRUE\r\n\r\n 2 ,Two,"with ""quotes""",\r\n`,
  );
  expect(bad).toEqual([]);
  expect(rows).toEqual([
    { line: 2, partyId: 'alice', partyName: 'Alice, Ltd', password: 'pass word ', isAdmin: true },
    { line: 4, partyId: '2', partyName: 'Two', password: 'with "quotes"', isAdmin: false },
  ]);
});

test('takes the columns in any order', () => {
  const { rows } = parsePartyFile('password,"is_admin",party_id,party_name\nswordfish,0,bob,Bob');
  expect(rows).toEqual([
    { line: 2, partyId: 'bob', partyName: 'Bob', password: 'swordfish', isAdmin: false },
  ]);
});

test("takes the seed's own file, with a column more, and names it", () => {
  const { rows, bad, ignoredColumns } = parsePartyFile(`${HEADER},party_real\n1,Bob,swordfish,yes,0\n`);
  expect(rows).toMatchObject([{ partyId: '1', partyName: 'Bob', isAdmin: true }]);
  expect(bad).toEqual([]);
  expect(ignoredColumns).toEqual(['party_real']);
});

test.each([
  ['', 'nothing'],
  ['party_id,password', 'too few'],
  [`${HEADER},${'party_id'}`, 'one twice'],
  ['alice,Alice,swordfish,false', 'no header'],
])('%o is refused as a whole: %s', (text) => {
  expect(() => parsePartyFile(`${text}\n`)).toThrow(UsageError);
});

test.each([
  ['bob,Bob,swordfish', 'has 3 fields, not 4'],
  ['bob,Bob,sword,fish,false', 'has 5 fields, not 4'],
  ['bob,Bob,"swordfish,false', 'is not CSV: CSV_QUOTE_NOT_CLOSED'],
  ['bob,Bob,"sword"fish,false', 'is not CSV: CSV_INVALID_CLOSING_QUOTE'],
  ['bob,,swordfish,false', 'party_name: is empty'],
  ['bob,Bob,swordfish,maybe', 'is_admin: must be true or false'],
  [`bob,Bob,${HASH},false`, 'password: is a bcrypt hash; the password itself is needed'],
  ['alice,Alice,swordfish,false', 'party_id: alice is already in line 2'],
])('%o is bad, and spoils no other row', (row, reason) => {
  const { rows, bad } = parsePartyFile(`${HEADER}\nalice,A,secret pw,\n${row}\ncarol,C,secret pw,no\n`);
  expect(rows.map(({ line, partyId }) => `${line} ${partyId}`)).toEqual(['2 alice', '4 carol']);
  expect(bad).toEqual([{ line: 3, reason }]);
});
