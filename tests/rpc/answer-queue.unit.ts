import { expect, test } from 'vitest';
import { AnswerQueue } from '../../src/rpc/answer-queue.ts';

test('answers come in the order of the questions, whichever is ready first', async () => {
  const queue = new AnswerQueue<string>(10);
  const slow = Promise.withResolvers<string>();
  queue.add(slow.promise, 1);
  queue.add(Promise.resolve('second'), 1);
  const first = queue.next();
  slow.resolve('first');
  expect(await first).toBe('first');
  expect(await queue.next()).toBe('second');
});

test('a full queue makes the reader wait until an answer has left', async () => {
  const queue = new AnswerQueue<string>(10);
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
  const ended = new AnswerQueue<string>(10);
  ended.add(Promise.resolve('due'), 1);
  ended.end();
  expect([await ended.next(), await ended.next()]).toEqual(['due', undefined]);

  const failed = new AnswerQueue<string>(10);
  failed.add(Promise.resolve('due'), 1);
  failed.fail(new Error('unreadable'));
  expect(await failed.next()).toBe('due');
  await expect(failed.next()).rejects.toThrow('unreadable');
});

test('a reader that waits for room learns that nobody sends any more', async () => {
  const queue = new AnswerQueue<string>(1);
  queue.add(Promise.reject(new Error('nobody hears this')), 1);
  const room = queue.room();
  queue.abandon();
  expect(await room).toBe(false);
});
