import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CommandTurns } from '../../../src/gateway/rpc/command-turns.ts';

const MANY = 128;
const MAX_HELD = 1_024;

it('a turn of the event loop is open for a number of commands, and so is the next', async () => {
  const turns = new CommandTurns();
  turns.take(MANY - 1);
  expect(turns.isOpen).toBe(true);
  turns.take(1);
  expect(turns.isOpen).toBe(false);
  await nextTurn();
  expect(turns.isOpen).toBe(true);
});

it('streams that need more than a turn go on in rotation', async () => {
  const turns = new CommandTurns();
  const served: string[] = [];
  const stream = async (name: string) => {
    for (let part = 1; part <= 3; part += 1) {
      await turns.takeInTurn(MANY / 2);
      served.push(`${name}${part}`);
    }
  };
  const all = ['a', 'b', 'c'].map(stream);
  await Promise.resolve();
  // Two fit into one turn.
  expect(served).toHaveLength(2);
  await Promise.all(all);
  const last = new Map(served.map((what, index) => [what.slice(0, 1), index]));
  expect(served).toHaveLength(9);
  // No stream is finished before the others have had nearly as much.
  expect(Math.min(...last.values())).toBeGreaterThanOrEqual(5);
});

it('a stream that comes later waits behind those that wait', async () => {
  const turns = new CommandTurns();
  const served: string[] = [];
  turns.take(MANY);
  const wait = (name: string) =>
    turns.wait(() => {
      served.push(name);
      turns.take(MANY);
      if (served.length < 6) wait(name);
    });
  wait('a');
  wait('b');
  await nextTurn();
  wait('c');
  for (let turn = 0; turn < 6; turn += 1) await nextTurn();
  expect(served.slice(0, 6)).toEqual(['a', 'b', 'a', 'c', 'b', 'a']);
});

it('streams wait while too many commands are not answered, whatever the answers are', async () => {
  const turns = new CommandTurns();
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  for (const { promise } of answers) turns.hold(MAX_HELD, promise);
  expect(turns.isOpen).toBe(false);
  let isServed = false;
  turns.wait(() => {
    isServed = true;
  });
  await nextTurn();
  answers[0]?.resolve();
  await nextTurn();
  expect(isServed).toBe(false);
  answers[1]?.reject(new Error('no answer'));
  await nextTurn();
  expect(isServed).toBe(true);
  expect(turns.isOpen).toBe(true);
});
