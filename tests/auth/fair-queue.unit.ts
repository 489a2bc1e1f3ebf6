import { expect, test } from 'vitest';
import { FairQueue, type QueuedCaller } from '../../src/auth/fair-queue.ts';

const REFUSED = { refusal: { reason: 'TOO_MANY_REQUESTS', metadata: { max: '100' } } };

/** A queue whose jobs the test ends. It records the order in which jobs begin. */
class Queue {
  readonly began: string[] = [];
  readonly #queue = new FairQueue({ concurrency: 1, maxWaiting: 100 });
  readonly #ends: (() => void)[] = [];

  add(name: string, caller: QueuedCaller): Promise<void> {
    return this.#queue.run(caller, () => {
      this.began.push(name);
      return new Promise<void>((resolve) => this.#ends.push(resolve));
    });
  }

  async finish(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      this.#ends.shift()?.();
      await new Promise(setImmediate);
    }
  }
}

const from = (address: string): QueuedCaller => ({ key: address, isKnown: false });
const known = (pair: string): QueuedCaller => ({ key: pair, isKnown: true });

test('of 1,000 attempts from one address, a quarter of the places wait, and another address is the next but one', async () => {
  const queue = new Queue();
  const attacks = Array.from({ length: 1_000 }, () => queue.add('attack', from('attacker')));
  const settled = Promise.allSettled(attacks);
  const honest = queue.add('honest', from('home'));
  await queue.finish(2);
  expect(queue.began.slice(0, 3)).toEqual(['attack', 'attack', 'honest']);
  await queue.finish(200);
  await honest;
  const outcomes = await settled;
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1 + 25);
  expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: REFUSED });
});

test('a full queue makes room for an address with less in it', async () => {
  const queue = new Queue();
  const attacks = Array.from({ length: 101 }, (_, count) =>
    queue.add('attack', from(`attacker-${count % 4}`)),
  );
  const honest = queue.add('honest', from('home'));
  const outcomes = Promise.allSettled(attacks);
  await queue.finish(10);
  expect(queue.began.indexOf('honest')).toBeLessThanOrEqual(5);
  await queue.finish(200);
  await honest;
  expect((await outcomes).filter(({ status }) => status === 'rejected')).toHaveLength(1);
});

test('known callers come first, and unknown ones still have every fourth turn', async () => {
  const queue = new Queue();
  const all = [queue.add('begun', from('attacker'))];
  for (let count = 0; count < 20; count += 1) all.push(queue.add('stranger', from(`attacker-${count}`)));
  for (let count = 0; count < 6; count += 1) all.push(queue.add('known', known(`alice-${count}`)));
  await queue.finish(8);
  expect(queue.began.slice(1, 9)).toEqual([
    ...['known', 'known', 'known', 'stranger'],
    ...['known', 'known', 'known', 'stranger'],
  ]);
  await queue.finish(20);
  await Promise.all(all);
});

test('work that fails gives its place to the next', async () => {
  const queue = new FairQueue({ concurrency: 1, maxWaiting: 100 });
  const failing = queue.run(from('home'), () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await queue.run(from('home'), async () => 'done')).toBe('done');
});
