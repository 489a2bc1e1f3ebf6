import { expect, test } from 'vitest';
import { Directory } from '../../src/directory/directory.ts';
import { MAX_INSTRUMENT_ID } from '../../src/domain/limits.ts';
import { CommandKind } from '../../src/events/frame.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

function withParties(...parties: readonly (readonly [partyId: string, isAdmin: boolean])[]): Directory {
  const directory = new Directory();
  for (const [index, [partyId, isAdmin]] of parties.entries())
    directory.partyCreated({ party: { partyNumber: index + 1, partyId, partyName: '', isAdmin } });
  return directory;
}

function withInstruments(...ids: readonly number[]): Directory {
  const directory = new Directory();
  for (const instrumentId of ids)
    directory.instrumentCreated({ instrument: { ...INSTRUMENT, instrumentId, symbol: `I${instrumentId}` } });
  return directory;
}

const idsOf = (instruments: Iterable<{ readonly instrumentId: number }>) =>
  Array.from(instruments, ({ instrumentId }) => instrumentId);
const namesOf = (parties: Iterable<{ readonly partyId: string }>) =>
  Array.from(parties, ({ partyId }) => partyId);

test('parties are found by number and by id, and listed in either order', () => {
  const directory = withParties(['b', false], ['C', false], ['a', false]);
  expect(directory.party(2)?.partyId).toBe('C');
  expect(directory.partyById('a')?.partyNumber).toBe(3);
  expect([directory.party(0), directory.party(4), directory.partyById('c')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(namesOf(directory.parties())).toEqual(['b', 'C', 'a']);
  expect(namesOf(directory.partiesAfter(1, 1))).toEqual(['C']);
  expect(namesOf(directory.partiesById())).toEqual(['C', 'a', 'b']);
  expect(directory.partyCount).toBe(3);
});

test('a party that leaves a gap is refused', () => {
  const directory = withParties(['a', false]);
  const party = { partyNumber: 3, partyId: 'c', partyName: '', isAdmin: false };
  expect(() => directory.partyCreated({ party })).toThrow('party 3 comes after party 1');
});

test('a disabled party is so wherever it is found', () => {
  const directory = withParties(['a', false], ['b', false]);
  directory.partyStatusChanged({ partyNumber: 1, isDisabled: true });
  const found = [
    directory.party(1),
    directory.partyById('a'),
    ...directory.partiesAfter(0, 1),
    ...[...directory.partiesById()].slice(0, 1),
  ];
  for (const party of found) expect(party?.isDisabled).toBe(true);
  directory.partyStatusChanged({ partyNumber: 1, isDisabled: false });
  expect(directory.party(1)?.isDisabled).toBe(false);
  expect(() => directory.partyStatusChanged({ partyNumber: 9, isDisabled: true })).toThrow(
    'there is no party 9',
  );
});

test('the last administrator who can log in is known', () => {
  const directory = withParties(['a', true], ['b', true], ['c', false]);
  expect(directory.hasOtherAdministrator('a')).toBe(true);
  directory.partyStatusChanged({ partyNumber: 2, isDisabled: true });
  expect(directory.hasOtherAdministrator('a')).toBe(false);
  expect(directory.hasOtherAdministrator('b')).toBe(true);
  expect(directory.hasOtherAdministrator('c')).toBe(true);
  directory.partyStatusChanged({ partyNumber: 2, isDisabled: true });
  directory.partyStatusChanged({ partyNumber: 2, isDisabled: false });
  expect(directory.hasOtherAdministrator('a')).toBe(true);
});

test('instruments are found by id and symbol, and listed by id, by listing and by time', () => {
  const directory = new Directory();
  for (const [instrumentId, timeNs] of [
    [5, 20n],
    [9, 0n],
    [7, 10n],
    [6, 20n],
    [4, 0n],
  ] as const) {
    directory.begin({
      sequence: 1,
      timeNs,
      kind: CommandKind.CreateInstrument,
      partyNumber: 0,
      orderId: 0,
    });
    directory.instrumentCreated({ instrument: { ...INSTRUMENT, instrumentId, symbol: `I${instrumentId}` } });
  }
  expect(idsOf(directory.instruments())).toEqual([4, 5, 6, 7, 9]);
  expect(idsOf(directory.instrumentsAfter(5, 2))).toEqual([6, 7]);
  expect(idsOf(directory.instrumentsListed(1, 3))).toEqual([9, 7, 6]);
  expect(idsOf(directory.instrumentsByListTime())).toEqual([4, 9, 7, 5, 6]);
  expect(directory.instrument(7)?.createTimeNs).toBe(10n);
  expect(directory.instrumentBySymbol('I6')?.instrumentId).toBe(6);
  expect([directory.instrument(8), directory.instrumentBySymbol('I8')]).toEqual([undefined, undefined]);
  expect(directory.instrumentCount).toBe(5);
});

test('an instrument that brings the time of its listing keeps it', () => {
  const directory = new Directory();
  directory.instrumentCreated({ instrument: { ...INSTRUMENT, createTimeNs: 7n } });
  expect(directory.instrument(1)?.createTimeNs).toBe(7n);
});

test('a changed instrument takes the place of the one before', () => {
  const directory = withInstruments(1, 2);
  directory.putInstrument({ ...INSTRUMENT, instrumentId: 1, symbol: 'NEW', maxPrice: 5 });
  expect(directory.instrument(1)).toMatchObject({ symbol: 'NEW', maxPrice: 5 });
  expect(directory.instrumentBySymbol('NEW')?.instrumentId).toBe(1);
  expect(directory.instrumentBySymbol('I1')).toBeUndefined();
  expect(idsOf(directory.instruments())).toEqual([1, 2]);
  expect(directory.instrumentsListed(0, 1)).toMatchObject([{ symbol: 'NEW' }]);
});

test('the next id is free', () => {
  expect(withInstruments().nextInstrumentId).toBe(1);
  expect(withInstruments(3, 7).nextInstrumentId).toBe(8);
  expect(withInstruments(1, 2, MAX_INSTRUMENT_ID).nextInstrumentId).toBe(3);
});
