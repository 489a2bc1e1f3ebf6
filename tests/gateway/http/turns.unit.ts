import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../../src/gateway/http/admission/turns.ts';

it('begins so much a turn, lets callers take turns, and keeps the order of each connection', async () => {
  const turns = new Turns(2);
  const [busy, other] = [{}, {}];
  const [ofBusy, ofOther] = [{}, {}];
  const done: string[] = [];
  for (let count = 1; count <= 6; count += 1) turns.run(busy, ofBusy, () => done.push(`busy ${count}`));
  turns.run(other, ofOther, () => done.push('other 1'));
  turns.run(other, ofOther, () => done.push('other 2'));
  expect(done).toEqual(['busy 1', 'busy 2']);
  await nextTurn();
  expect(done.slice(2)).toEqual(['busy 3', 'other 1']);
  await nextTurn();
  expect(done.slice(4)).toEqual(['busy 4', 'other 2']);
  await nextTurn();
  expect(done.slice(6)).toEqual(['busy 5', 'busy 6']);
  await nextTurn();
  turns.run(busy, ofBusy, () => done.push('busy 7'));
  expect(done.at(-1)).toBe('busy 7');
});

it('gives a caller no more turns for more connections, and lets its connections take turns', async () => {
  const turns = new Turns(2);
  const [busy, other] = [{}, {}];
  const connections = [{}, {}, {}];
  const done: string[] = [];
  const begin = (count: number) =>
    connections.forEach((connection, index) => {
      turns.run(busy, connection, () => done.push(`busy ${index}.${count}`));
    });
  begin(1);
  begin(2);
  turns.run(other, {}, () => done.push('other'));
  await nextTurn();
  expect(done).toEqual(['busy 0.1', 'busy 1.1', 'busy 2.1', 'other']);
  await nextTurn();
  expect(done.slice(4)).toEqual(['busy 0.2', 'busy 1.2']);
});
