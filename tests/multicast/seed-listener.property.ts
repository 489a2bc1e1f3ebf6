import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterEvent, WriterOrder } from '../../src/follower/writer.ts';
import { datagramsOf } from '../../src/multicast/datagrams.ts';
import { generateFlow } from '../bench/engine-flows.ts';
import { EventLog, type LoggedEvent } from '../engine/event-log.ts';
import { FLOW_INSTRUMENT, FLOW_PARTY, type Flow, readFlow, sendMessage } from '../engine/flow.ts';
import { handFrame } from '../events/hand-frame.ts';
import { limit } from '../exchange/test-exchange.ts';
import { eventsIn } from '../writers/frames.ts';
import { framesOf } from '../writers/write-commands.ts';
import { linesOf, SeedListener } from './seed-listener.ts';

const FOLDER = new URL('../fixtures/flow/', import.meta.url);
const RECORDED = readdirSync(FOLDER).filter((name) => name.endsWith('.bin.gz'));
const SEEDS = 3 * Number(process.env['CAMPAIGN'] ?? 1);

/** Open orders, and quantities removed by cancels and amends, which a listener of the seed does not see. */
class Books {
  readonly #open = new Map<number, WriterOrder>();
  readonly #removed = new Map<string, number>();

  take(event: WriterEvent): void {
    switch (event.kind) {
      case 'orderRested':
        this.#open.set(event.order.orderId, event.order);
        break;
      case 'orderTraded':
        this.#set(event.maker);
        break;
      case 'orderCanceled':
        if (event.wasResting) this.#remove(event.order, event.order.terms.price, event.canceledQuantity);
        this.#open.delete(event.order.orderId);
        break;
      case 'orderAmended': {
        const { order, oldPrice, oldLeavesQuantity, priorityKept } = event;
        this.#remove(order, oldPrice, oldLeavesQuantity - (priorityKept ? order.progress.leavesQuantity : 0));
        if (priorityKept) this.#set(order);
        else this.#open.delete(order.orderId);
        break;
      }
      default:
    }
  }

  get ofListener(): string[] {
    const levels = new Map(this.#removed);
    for (const order of this.#open.values()) {
      const level = levelOf(order, order.terms.price);
      levels.set(level, (levels.get(level) ?? 0) + order.progress.leavesQuantity);
    }
    return linesOf(levels);
  }

  #set(order: WriterOrder): void {
    if (order.progress.leavesQuantity === 0) this.#open.delete(order.orderId);
    else this.#open.set(order.orderId, order);
  }

  #remove(order: WriterOrder, price: number, quantity: number): void {
    const level = levelOf(order, price);
    this.#removed.set(level, (this.#removed.get(level) ?? 0) + quantity);
  }
}

function levelOf({ terms }: WriterOrder, price: number): string {
  return `${terms.side === Side.Buy ? 'BUY' : 'SELL'} ${price}`;
}

/** Copies the terms of an order, because a flow reuses them and a consumer may keep them. */
function withOwnTerms(event: LoggedEvent): LoggedEvent {
  if (event.kind !== 'orderAccepted') return event;
  const { orderId, terms } = event.record;
  return { kind: event.kind, record: { orderId, terms: { ...terms } } };
}

function expectSameBooks(flow: Flow): void {
  const translation = new EventTranslation(1, 0, 1);
  const log = new EventLog();
  const engine = new Engine(log.handlers);
  let sequence = 1;
  const endFrame = () => {
    const events = log.take();
    if (events.length > 0) handFrame(translation, sequence, events.map(withOwnTerms));
    sequence += events.length;
  };
  engine.createInstrument(FLOW_INSTRUMENT);
  endFrame();
  engine.createParty(FLOW_PARTY);
  endFrame();
  const listener = new SeedListener();
  const books = new Books();
  for (let i = 0; i < flow.count; i++) {
    sendMessage(engine, flow, i);
    endFrame();
    // Reduce an order that keeps its priority, which the seed cannot do.
    const orderId = flow.orderIds[i] ?? 0;
    const price = flow.prices[i] ?? 0;
    if (i % 7 === 0 && engine.ownerOf(orderId) > 0) engine.amend(orderId, price, 1);
    endFrame();
    for (let group = translation.takeGroup(); group !== undefined; group = translation.takeGroup()) {
      for (const datagram of datagramsOf(group, 's', 1)) listener.take(datagram);
      for (const event of eventsIn(group)) books.take(event);
    }
    if (i % 1_000 === 0) expect(listener.book).toEqual(books.ofListener);
  }
  expect(listener.book.length).toBeGreaterThan(0);
  expect(listener.book).toEqual(books.ofListener);
}

test.each(RECORDED)("a listener of the seed's keeps the book of %s", (name) => {
  expectSameBooks(readFlow(new URL(name, FOLDER).pathname));
});

test("a listener of the seed's keeps the book of any flow", () => {
  for (let seed = 1; seed <= SEEDS; seed++)
    expectSameBooks(generateFlow({ seed, orders: 2_000, swing: 0.25, prefilled: 0 }));
});

test('without a cancel it has what is open', async () => {
  const listener = new SeedListener();
  const frames = await framesOf([
    limit('sell', 10_000, 50, { partyNumber: 1 }),
    limit('buy', 10_000, 30, { partyNumber: 2 }),
    limit('buy', 9_900, 40, { partyNumber: 2 }),
    limit('sell', 0, 10, {
      partyNumber: 1,
      orderType: OrderType.Market,
      timeInForce: TimeInForce.ImmediateOrCancel,
    }),
    limit('buy', 10_000, 10, { partyNumber: 2, timeInForce: TimeInForce.ImmediateOrCancel }),
  ]);
  for (const datagram of datagramsOf(frames.flat(), 's', 1)) listener.take(datagram);
  expect(listener.book).toEqual(['BUY 9900: 30', 'SELL 10000: 10']);
});
