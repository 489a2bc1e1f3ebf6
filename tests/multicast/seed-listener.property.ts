import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { EventSink } from '../../src/domain/event-sink.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { OrderState, WriterEvent } from '../../src/follower/writer.ts';
import { datagramsOf } from '../../src/multicast/datagrams.ts';
import { generateFlow } from '../bench/engine-flows.ts';
import { FLOW_INSTRUMENT, FLOW_PARTY, type Flow, readFlow, sendMessage } from '../engine/flow.ts';
import { limit } from '../exchange/test-exchange.ts';
import { eventsOf } from '../writers/write-commands.ts';
import { linesOf, SeedListener } from './seed-listener.ts';

const FOLDER = new URL('../fixtures/flow/', import.meta.url);
const RECORDED = readdirSync(FOLDER).filter((name) => name.endsWith('.bin.gz'));
const SEEDS = 3 * Number(process.env['CAMPAIGN'] ?? 1);

/** What is open, and what cancels and amendments took away: a listener of the seed's does not see that. */
class Books {
  readonly #open = new Map<number, OrderState>();
  readonly #takenAway = new Map<string, number>();

  take(event: WriterEvent): void {
    switch (event.kind) {
      case 'rested':
        this.#open.set(event.order.orderId, event.order);
        break;
      case 'traded':
        this.#set(event.maker);
        break;
      case 'canceled':
        if (event.wasResting) this.#takeAway(event.order, event.order.price, event.canceledQuantity);
        this.#open.delete(event.order.orderId);
        break;
      case 'amended': {
        const { order, oldPrice, oldLeavesQuantity, priorityKept } = event;
        this.#takeAway(order, oldPrice, oldLeavesQuantity - (priorityKept ? order.leavesQuantity : 0));
        if (priorityKept) this.#set(order);
        else this.#open.delete(order.orderId);
        break;
      }
      default:
    }
  }

  get ofListener(): string[] {
    const levels = new Map(this.#takenAway);
    for (const order of this.#open.values()) {
      const level = levelOf(order, order.price);
      levels.set(level, (levels.get(level) ?? 0) + order.leavesQuantity);
    }
    return linesOf(levels);
  }

  #set(order: OrderState): void {
    if (order.leavesQuantity === 0) this.#open.delete(order.orderId);
    else this.#open.set(order.orderId, order);
  }

  #takeAway(order: OrderState, price: number, quantity: number): void {
    const level = levelOf(order, price);
    this.#takenAway.set(level, (this.#takenAway.get(level) ?? 0) + quantity);
  }
}

function levelOf({ side }: OrderState, price: number): string {
  return `${side === Side.Buy ? 'BUY' : 'SELL'} ${price}`;
}

/** Each event of the engine is the next one of a journal. */
function numbered(translation: EventTranslation): EventSink {
  let sequence = 0;
  return new Proxy(translation, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...values: readonly unknown[]) => {
        sequence += 1;
        target.at(sequence, BigInt(sequence));
        return method.apply(target, values);
      };
    },
  });
}

function expectSameBooks(flow: Flow): void {
  const translation = new EventTranslation(1, 0, 1);
  const engine = new Engine(numbered(translation));
  engine.createInstrument(FLOW_INSTRUMENT);
  engine.createParty(FLOW_PARTY);
  const listener = new SeedListener();
  const books = new Books();
  for (let i = 0; i < flow.count; i++) {
    sendMessage(engine, flow, i);
    // What the seed cannot do: take a part of an order away and leave it in its place.
    const orderId = flow.orderIds[i] ?? 0;
    const price = flow.prices[i] ?? 0;
    if (i % 7 === 0 && engine.ownerOf(orderId) > 0) engine.amend(orderId, price, 1);
    for (let group = translation.takeGroup(); group !== undefined; group = translation.takeGroup()) {
      for (const datagram of datagramsOf(group, 's', 1)) listener.take(datagram);
      for (const event of group) books.take(event);
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
  const events = await eventsOf([
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
  for (const datagram of datagramsOf(events.flat(), 's', 1)) listener.take(datagram);
  expect(listener.book).toEqual(['BUY 9900: 30', 'SELL 10000: 10']);
});
