import { expect, it } from 'vitest';
import { Registry } from '../../src/feeds/registry.ts';
import { SortedList } from '../../src/directory/sorted-list.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

it('is in order whenever it is read, and what was read before stays as it was', () => {
  const list = new SortedList<number>((a, b) => a - b);
  expect(list.values).toEqual([]);
  for (const value of [3, 1]) list.add(value);
  const before = list.values;
  expect(list.values).toBe(before);
  for (const value of [2, 0, 4]) list.add(value);
  expect(list.values).toEqual([0, 1, 2, 3, 4]);
  expect(before).toEqual([1, 3]);
});

it('parties and instruments are listed in the orders that are asked for', () => {
  const registry = new Registry();
  for (const [partyNumber, partyId] of [
    [1, 'b'],
    [2, 'C'],
    [3, 'a'],
  ] as const) {
    registry.addParty({ partyNumber, partyId, partyName: '', isAdmin: false });
  }
  expect(Array.from(registry.parties(), ({ partyId }) => partyId)).toEqual(['b', 'C', 'a']);
  expect(registry.partiesById().map(({ partyId }) => partyId)).toEqual(['C', 'a', 'b']);
  for (const [instrumentId, createTimeNs] of [
    [5, 20n],
    [9, 0n],
    [7, 10n],
    [6, 20n],
    [4, 0n],
  ] as const) {
    registry.addInstrument({ ...INSTRUMENT, instrumentId, createTimeNs });
  }
  expect(registry.instruments().map(({ instrumentId }) => instrumentId)).toEqual([4, 5, 6, 7, 9]);
  expect(registry.instrumentsByListTime().map(({ instrumentId }) => instrumentId)).toEqual([4, 9, 7, 5, 6]);
  expect([registry.partyCount, registry.instrumentCount]).toEqual([3, 5]);
});
