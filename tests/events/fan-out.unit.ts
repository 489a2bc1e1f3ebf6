import { expect, it } from 'vitest';
import { fanOut } from '../../src/events/fan-out.ts';
import { CommandKind, type Frame, type FrameConsumer } from '../../src/events/frame.ts';
import { replay } from '../engine/event-log.ts';
import { accepted, canceled, rested, traded } from '../engine/events.ts';

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
