import { expect, it } from 'vitest';
import { fanOut } from '../../src/events/fan-out.ts';
import { CommandKind, type Frame, type FrameConsumer } from '../../src/events/frame.ts';
import { instrument } from '../engine/commands.ts';
import { EventLog, type LoggedEvent, replay } from '../engine/event-log.ts';
import { accepted, amended, canceled, orderImported, rested, traded } from '../engine/events.ts';
import { EVENT_KINDS } from './event-kinds.ts';

/** Notes what it is told, and in whose turn. */
class Notes implements FrameConsumer {
  readonly #name: string;
  readonly #notes: string[];

  constructor(name: string, notes: string[]) {
    this.#name = name;
    this.#notes = notes;
  }

  begin({ sequence }: Frame): void {
    this.#notes.push(`${this.#name} begins at ${sequence}`);
  }

  orderAccepted({ orderId }: { orderId: number }): void {
    this.#notes.push(`${this.#name} accepts ${orderId}`);
  }

  end({ sequence }: Frame): void {
    this.#notes.push(`${this.#name} ends at ${sequence}`);
  }
}

const wanted = (consumer: FrameConsumer) =>
  Object.entries(consumer).flatMap(([name, handler]) => (handler === undefined ? [] : [name]));

it('wants what at least one of its consumers wants', () => {
  const all = fanOut({ orderTraded() {}, end() {} }, new Notes('a', []), { orderTraded() {} });
  expect(wanted(all)).toEqual(['begin', 'orderAccepted', 'orderTraded', 'end']);
  expect(wanted(fanOut())).toEqual([]);
  expect(wanted(fanOut({}))).toEqual([]);
});

it('hands every kind of event to its own method', () => {
  const party = { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false };
  const sums = { boughtQuantity: 1n, soldQuantity: 2n, boughtNotional: 3n, soldNotional: 4n };
  const trade = { ...traded(8, 1, 2).record, transactTimeNs: 5n };
  const events: LoggedEvent[] = [
    { kind: 'importBegun', record: { lastOrderId: 9, lastTradeId: 8 } },
    { kind: 'instrumentCreated', record: { instrument: instrument(1) } },
    { kind: 'partyCreated', record: { party } },
    { kind: 'partyStatusChanged', record: { partyNumber: 1, isDisabled: true } },
    { kind: 'tradeImported', record: { trade } },
    { kind: 'positionImported', record: { position: { partyNumber: 1, instrumentId: 1, ...sums } } },
    { kind: 'clockAdvanced', record: { timeNs: 6n } },
    ...[orderImported(3), accepted(10), traded(9, 3, 10), rested(10), amended(10), canceled(10)],
  ];
  expect(events.map(({ kind }) => kind).sort()).toEqual([...EVENT_KINDS].sort());
  const first = new EventLog();
  const second = new EventLog();
  replay(events, fanOut(first.handlers, second.handlers));
  expect(first.take()).toEqual(events);
  expect(second.take()).toEqual(events);
});

it('tells everything to one after the other, in the order given, from begin to end', () => {
  const notes: string[] = [];
  const traders = { orderTraded: ({ tradeId }: { tradeId: number }) => notes.push(`trade ${tradeId}`) };
  const all = fanOut(new Notes('a', notes), traders, new Notes('b', notes));
  replay([accepted(1), traded(7, 3, 1), accepted(2), rested(2), canceled(2)], all);
  expect(notes).toEqual([
    ...['a begins at 1', 'b begins at 1'],
    ...['a accepts 1', 'b accepts 1'],
    'trade 7',
    ...['a accepts 2', 'b accepts 2'],
    ...['a ends at 5', 'b ends at 5'],
  ]);
});

it('hands all of them the same frame and the same record', () => {
  const seen = new Set<unknown>();
  const keeps: FrameConsumer = {
    begin: (frame) => seen.add(frame),
    partyStatusChanged: (event) => seen.add(event),
    end: (frame) => seen.add(frame),
  };
  const all = fanOut(keeps, keeps);
  const frame = { sequence: 1, timeNs: 1n, kind: CommandKind.SetPartyStatus, partyNumber: 1, orderId: 0 };
  const event = { partyNumber: 2, isDisabled: true };
  all.begin?.(frame);
  all.partyStatusChanged?.(event);
  all.end?.(frame);
  expect([...seen]).toEqual([frame, event]);
});
