import { expect, test } from 'vitest';
import { GuessCounter } from '../../src/auth/guess-counter.ts';

test('counts 20,000 keys, and forgets the key whose last guess is the oldest', () => {
  const counter = new GuessCounter(0);
  for (let key = 0; key < 20_000; key += 1) counter.add(`key ${key}`, 0);
  counter.add('key 0', 0);
  expect(counter.has('key 1')).toBe(true);
  counter.add('one more', 0);
  expect(['key 0', 'key 1', 'key 2', 'one more'].map((key) => counter.has(key))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('a delay that has grown to its longest is gone eight minutes after the last guess', () => {
  const counter = new GuessCounter(3);
  for (let guess = 0; guess < 1_000; guess += 1) counter.add('key', 0);
  expect(counter.delayMs('key', 0)).toBe(60_000);
  counter.add('key', 8 * 60_000);
  expect(counter.delayMs('key', 8 * 60_000)).toBe(0);
});
