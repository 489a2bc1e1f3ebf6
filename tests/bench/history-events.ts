import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { CancelReason, Side } from '../../src/domain/order.ts';
import type { OrderState, WriterEvent } from '../../src/follower/writer.ts';

export const PARTIES = 1_000;
export const INSTRUMENTS = 100;
/** A party more, which has orders in the first rounds and none since. */
export const DEPARTED = PARTIES + 1;
const ROUNDS_OF_DEPARTED = 10;
/** Between two events. */
const STEP_NS = 20_000n;
const START_NS = 1_767_225_600_000_000_000n;
const LOT = 10;
/** Trades of a round. */
const TAKERS = 2;
const EVENTS_OF_ROUND = 4 + 2 * TAKERS;

/**
 * What writers would be told of a busy market, made here since matching is not what is measured. Of the parties and the instruments a
 * few have most of the orders and many have little: numbers of 1 to n, each tenth of the digits as likely as the next.
 */
export class HistoryEvents {
  readonly #random = xoroshiro128plus(7);
  #sequence = 0;
  #lastOrderId = 0;
  #lastTradeId = 0;
  #timeNs = START_NS;

  get lastSequence(): number {
    return this.#sequence;
  }

  get lastOrderId(): number {
    return this.#lastOrderId;
  }

  get lastTradeId(): number {
    return this.#lastTradeId;
  }

  /** A time at which something may have happened. */
  someTimeNs(): bigint {
    return START_NS + STEP_NS * BigInt(this.upTo(this.#sequence));
  }

  /** 1 to this number. */
  upTo(max: number): number {
    return 1 + Math.floor(uniformFloat64(this.#random) * max);
  }

  /** Rounds of one order that rests, those that take it, and another one that is canceled: some more events than asked for. */
  group(minEvents: number): WriterEvent[] {
    const events: WriterEvent[] = [];
    while (events.length < minEvents) this.#round(events);
    return events;
  }

  #round(events: WriterEvent[]): void {
    const instrumentId = this.#few(INSTRUMENTS);
    const price = 10_000 + this.upTo(500);
    const hasLeft = this.#sequence > ROUNDS_OF_DEPARTED * EVENTS_OF_ROUND;
    const seller = hasLeft ? this.#few(PARTIES) : DEPARTED;
    let maker = this.#accept(events, seller, instrumentId, Side.Sell, price, LOT * TAKERS);
    events.push({ kind: 'rested', order: maker, ...this.#next() });
    for (let i = 0; i < TAKERS; i += 1) {
      const accepted = this.#accept(events, this.#few(PARTIES), instrumentId, Side.Buy, price, LOT);
      const happened = this.#next();
      maker = traded(maker, price, happened.timeNs);
      const taker = traded(accepted, price, happened.timeNs);
      this.#lastTradeId += 1;
      events.push({
        kind: 'traded',
        tradeId: this.#lastTradeId,
        price,
        quantity: LOT,
        maker,
        taker,
        ...happened,
      });
    }
    const order = this.#accept(events, this.#few(PARTIES), instrumentId, Side.Buy, price - 100, LOT);
    const happened = this.#next();
    events.push({
      kind: 'canceled',
      order: { ...order, leavesQuantity: 0, canceledQuantity: LOT, transactTimeNs: happened.timeNs },
      canceledQuantity: LOT,
      reason: CancelReason.Requested,
      wasResting: true,
      ...happened,
    });
  }

  #accept(
    events: WriterEvent[],
    partyNumber: number,
    instrumentId: number,
    side: Side,
    price: number,
    quantity: number,
  ): OrderState {
    const happened = this.#next();
    this.#lastOrderId += 1;
    const order: OrderState = {
      orderId: this.#lastOrderId,
      clientOrderId: '',
      instrumentId,
      partyId: String(partyNumber),
      partyNumber,
      side,
      kind: 'GTC',
      price,
      quantity,
      leavesQuantity: quantity,
      cumQuantity: 0,
      canceledQuantity: 0,
      notional: 0,
      acceptTimeNs: happened.timeNs,
      transactTimeNs: happened.timeNs,
    };
    events.push({ kind: 'accepted', order, ...happened });
    return order;
  }

  #few(max: number): number {
    return Math.floor((max + 1) ** uniformFloat64(this.#random));
  }

  #next() {
    this.#sequence += 1;
    this.#timeNs += STEP_NS;
    return { epoch: 1, sequence: this.#sequence, timeNs: this.#timeNs };
  }
}

function traded(order: OrderState, price: number, timeNs: bigint): OrderState {
  return {
    ...order,
    leavesQuantity: order.leavesQuantity - LOT,
    cumQuantity: order.cumQuantity + LOT,
    notional: order.notional + price * LOT,
    transactTimeNs: timeNs,
  };
}
