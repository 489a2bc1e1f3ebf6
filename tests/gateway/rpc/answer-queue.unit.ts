import { expect, test } from 'vitest';
import { Account } from '../../../src/admission/account.ts';
import { AnswerQueue } from '../../../src/gateway/rpc/answer-queue.ts';

test('answers come in the order of the questions, whichever is ready first', async () => {
  const queue = new AnswerQueue<string>(10, new Account(100));
  const slow = Promise.withResolvers<string>();
  queue.add(slow.promise, 1);
  queue.add(Promise.resolve('second'), 1);
  const first = queue.next();
  slow.resolve('first');
  expect(await first).toBe('first');
  expect(await queue.next()).toBe('second');
});

test('a full queue makes the reader wait until an answer has left', async () => {
  const queue = new AnswerQueue<string>(10, new Account(100));
  queue.add(Promise.resolve('one'), 3);
  expect(await queue.room()).toBe(true);
  queue.add(Promise.resolve('two'), 7);
  let hasRoom = false;
  const room = queue.room().then(() => {
    hasRoom = true;
  });
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  await queue.next();
  await room;
});

test('the end, and a failure, come behind the answers that are due', async () => {
  const ended = new AnswerQueue<string>(10, new Account(100));
  ended.add(Promise.resolve('due'), 1);
  ended.end();
  expect([await ended.next(), await ended.next()]).toEqual(['due', undefined]);

  const failed = new AnswerQueue<string>(10, new Account(100));
  failed.add(Promise.resolve('due'), 1);
  failed.fail(new Error('unreadable'));
  expect(await failed.next()).toBe('due');
  await expect(failed.next()).rejects.toThrow('unreadable');
});

test('a reader that waits for room learns that nobody sends any more', async () => {
  const queue = new AnswerQueue<string>(1, new Account(100));
  queue.add(Promise.reject(new Error('nobody hears this')), 1);
  const room = queue.room();
  queue.abandon();
  expect(await room).toBe(false);
});

test('streams of one party wait for their own answers when all of them have too many due', async () => {
  const party = new Account(3);
  const [full, other] = [new AnswerQueue<string>(10, party), new AnswerQueue<string>(10, party)];
  full.add(Promise.resolve('full'), 3);
  let hasRoom = false;
  const room = full.room().then(() => {
    hasRoom = true;
  });
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  // This stream has no unread answers, so it does not wait for another stream that does not read.
  expect(await other.room()).toBe(true);
  other.add(Promise.resolve('other'), 2);
  other.abandon();
  expect(party.used).toBe(3);
  expect(await full.next()).toBe('full');
  await room;
  expect(party.used).toBe(0);
});
