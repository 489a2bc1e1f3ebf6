import { expect, test } from 'vitest';
import { databaseName, ownDatabaseName, roleNames, userName } from '../../clients/cli/mongo/names.ts';
import { UsageError } from '../../clients/cli/usage-error.ts';

test.each(['exchange', 'admin', 'a-b_c', 'ü', 'x'.repeat(63)])('%s can be a database', (name) => {
  expect(databaseName(name)).toBe(name);
});

test.each([
  '',
  'x'.repeat(64),
  'ü'.repeat(32),
  'a b',
  'a.b',
  '$a',
  'a/b',
  'a\\b',
  'a"b',
  'a\0b',
  'a\nb',
  'a*?',
])('%j cannot', (name) => {
  expect(() => databaseName(name)).toThrow(UsageError);
});

test.each(['admin', 'local', 'config', 'Admin', 'LOCAL'])("%s is MongoDB's own", (name) => {
  expect(() => ownDatabaseName(name)).toThrow("MongoDB's own");
});

test('a user may have nearly any name', () => {
  for (const name of ['bob', 'bob smith', 'bob@example.com', '$bob', '日本', 'x'.repeat(128)]) {
    expect(userName(name)).toBe(name);
  }
  for (const name of ['', ' bob', 'bob ', 'b\nob', 'b\0ob', 'x'.repeat(129)]) {
    expect(() => userName(name), JSON.stringify(name)).toThrow(UsageError);
  }
});

test('roles add up', () => {
  expect(roleNames('read', undefined)).toEqual(['read']);
  expect(roleNames('mine', ['read'])).toEqual(['read', 'mine']);
  expect(() => roleNames('', ['read'])).toThrow(UsageError);
});
