import { expect, it } from 'vitest';
import { Account } from '../../src/admission/account.ts';

it('takes within its own bound and that of the wider account, and nothing when either is full', () => {
  const all = new Account(5);
  const [one, other] = [new Account(4, all), new Account(4, all)];
  expect(one.take(4)).toBe(true);
  expect(one.take(1)).toBe(false);
  expect(other.take(2)).toBe(false);
  expect(other.take(1)).toBe(true);
  one.give(3);
  expect([one.used, other.used, all.used]).toEqual([1, 1, 2]);
});

it('has a floor that others cannot take', () => {
  const all = new Account(3);
  const greedy = new Account(10, all);
  const modest = new Account(10, all, 2);
  expect(greedy.take(3)).toBe(true);
  expect(modest.take(2)).toBe(true);
  expect(modest.take(1)).toBe(false);
  modest.give(2);
  greedy.give(3);
  expect(all.used).toBe(0);
});

it('takes more than its bound only when it has nothing else', () => {
  const account = new Account(3);
  expect(account.take(5)).toBe(true);
  expect(account.take(1)).toBe(false);
  account.give(5);
  expect(account.take(1)).toBe(true);
  expect(account.take(5)).toBe(false);
});
