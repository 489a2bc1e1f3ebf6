import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../src/rpc/admission/turns.ts';

it('does so much a turn, lets senders take turns, and keeps the order of each', async () => {
  const turns = new Turns(2);
  const [busy, other] = [{}, {}];
  const done: string[] = [];
  for (let count = 1; count <= 6; count += 1) turns.run(busy, () => done.push(`busy ${count}`));
  turns.run(other, () => done.push('other 1'));
  turns.run(other, () => done.push('other 2'));
  expect(done).toEqual(['busy 1', 'busy 2']);
  await nextTurn();
  expect(done.slice(2)).toEqual(['busy 3', 'other 1']);
  await nextTurn();
  expect(done.slice(4)).toEqual(['busy 4', 'other 2']);
  await nextTurn();
  expect(done.slice(6)).toEqual(['busy 5', 'busy 6']);
  await nextTurn();
  turns.run(busy, () => done.push('busy 7'));
  expect(done.at(-1)).toBe('busy 7');
});
