import { expect, it } from 'vitest';
import { Directory } from '../../src/directory/directory.ts';
import type { Party } from '../../src/domain/party.ts';
import { CommandKind } from '../../src/events/frame.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

function party(partyNumber: number, partyId: string, isAdmin = false): Party {
  return { partyNumber, partyId, partyName: '', isAdmin };
}

function withParties(...parties: readonly Party[]): Directory {
  const directory = new Directory();
  for (const each of parties) directory.partyCreated({ party: each });
  return directory;
}

const idsOf = (instruments: Iterable<{ instrumentId: number }>) =>
  Array.from(instruments, ({ instrumentId }) => instrumentId);

it('lists parties by number and by id, a page at a time', () => {
  const directory = withParties(party(1, 'b'), party(2, 'C'), party(3, 'a'));
  expect(Array.from(directory.parties(), ({ partyId }) => partyId)).toEqual(['b', 'C', 'a']);
  expect(Array.from(directory.partiesById(), ({ partyId }) => partyId)).toEqual(['C', 'a', 'b']);
  expect(directory.partiesAfter(1, 1).map(({ partyId }) => partyId)).toEqual(['C']);
  expect(directory.partyCount).toBe(3);
});

it('lists instruments by id, by the time of their listing, and in order of listing', () => {
  const directory = new Directory();
  for (const [instrumentId, createTimeNs] of [
    [5, 20n],
    [9, 0n],
    [7, 10n],
    [6, 20n],
    [4, 0n],
  ] as const) {
    const instrument = { ...INSTRUMENT, instrumentId, symbol: `S${instrumentId}`, createTimeNs };
    directory.instrumentCreated({ instrument });
    // Read in between: what is added later is sorted in.
    directory.instrumentsByListTime();
  }
  expect(idsOf(directory.instruments())).toEqual([4, 5, 6, 7, 9]);
  expect(idsOf(directory.instrumentsAfter(5, 2))).toEqual([6, 7]);
  expect(idsOf(directory.instrumentsByListTime())).toEqual([4, 9, 7, 5, 6]);
  expect(idsOf(directory.instrumentsListed(1, 2))).toEqual([9, 7]);
  expect([directory.instrumentCount, directory.nextInstrumentId]).toEqual([5, 10]);
});

it('an instrument gets the time of its frame, unless it has one of its own', () => {
  const directory = new Directory();
  directory.begin({ sequence: 1, timeNs: 7n, kind: CommandKind.CreateInstrument, partyNumber: 0, orderId: 0 });
  directory.instrumentCreated({ instrument: INSTRUMENT });
  expect(directory.instrument(INSTRUMENT.instrumentId)?.createTimeNs).toBe(7n);
});

it('an instrument can be replaced: it keeps its place, and its old symbol is free', () => {
  const directory = new Directory();
  directory.instrumentCreated({ instrument: INSTRUMENT });
  directory.putInstrument({ ...INSTRUMENT, symbol: 'NEW', maxQuantity: 5 });
  expect(directory.instrumentCount).toBe(1);
  expect(directory.instrumentBySymbol(INSTRUMENT.symbol)).toBeUndefined();
  expect(directory.instrumentBySymbol('NEW')?.maxQuantity).toBe(5);
});

it('the lowest free id comes after the last possible one', () => {
  const directory = new Directory();
  for (const instrumentId of [1, 2 ** 32 - 1, 3]) {
    directory.instrumentCreated({ instrument: { ...INSTRUMENT, instrumentId, symbol: `S${instrumentId}` } });
  }
  expect(directory.nextInstrumentId).toBe(2);
});

it('knows whether another administrator can log in, also while parties are disabled', () => {
  const directory = withParties(party(1, 'a', true), party(2, 'b', true), party(3, 'c'));
  expect(directory.hasOtherAdministrator('a')).toBe(true);
  directory.partyStatusChanged({ partyNumber: 2, isDisabled: true });
  expect(directory.party(2)?.isDisabled).toBe(true);
  expect([directory.hasOtherAdministrator('a'), directory.hasOtherAdministrator('b')]).toEqual([false, true]);
  expect(directory.hasOtherAdministrator('c')).toBe(true);
  directory.partyStatusChanged({ partyNumber: 2, isDisabled: false });
  expect(directory.hasOtherAdministrator('a')).toBe(true);
});

it('a party number that does not follow is refused', () => {
  expect(() => withParties(party(2, 'b'))).toThrow('party 2');
});
