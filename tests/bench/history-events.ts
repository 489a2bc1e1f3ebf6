import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { WriterEvent, WriterFrame, WriterOrder } from '../../src/follower/writer.ts';

export const PARTIES = 1_000;
export const INSTRUMENTS = 100;
/** An additional party with orders only in the first rounds. */
export const DEPARTED = PARTIES + 1;
const ROUNDS_OF_DEPARTED = 10;
/** Time between two events. */
const STEP_NS = 20_000n;
const START_NS = 1_767_225_600_000_000_000n;
const LOT = 10;
/** Trades in a round. */
const TAKERS = 2;
const EVENTS_OF_ROUND = 4 + 2 * TAKERS;

/**
 * Frames of a busy market, generated without an engine because matching is not measured. A few parties and instruments have most
 * of the orders: each power of ten among the numbers 1 to n is equally likely.
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

  /** A random time of the history. */
  someTimeNs(): bigint {
    return START_NS + STEP_NS * BigInt(this.upTo(this.#sequence));
  }

  /** A random number from 1 to `max`. */
  upTo(max: number): number {
    return 1 + Math.floor(uniformFloat64(this.#random) * max);
  }

  /** Rounds with at least `minEvents` events: a resting order, orders that trade with it, and a canceled one. */
  group(minEvents: number): WriterFrame[] {
    const frames: WriterFrame[] = [];
    const first = this.#sequence;
    while (this.#sequence < first + minEvents) this.#round(frames);
    return frames;
  }

  #round(frames: WriterFrame[]): void {
    const instrumentId = this.#few(INSTRUMENTS);
    const price = 10_000 + this.upTo(500);
    const hasLeft = this.#sequence > ROUNDS_OF_DEPARTED * EVENTS_OF_ROUND;
    const seller = hasLeft ? this.#few(PARTIES) : DEPARTED;
    const [resting, accepted] = this.#accept(seller, instrumentId, Side.Sell, price, LOT * TAKERS);
    frames.push(this.#frame(accepted, { kind: 'orderRested', order: resting, ...this.#next() }));
    let maker = resting;
    for (let i = 0; i < TAKERS; i += 1) {
      const [incoming, first] = this.#accept(this.#few(PARTIES), instrumentId, Side.Buy, price, LOT);
      const next = this.#next();
      maker = traded(maker, price, next.timeNs);
      const taker = traded(incoming, price, next.timeNs);
      this.#lastTradeId += 1;
      const trade = { tradeId: this.#lastTradeId, price, quantity: LOT, maker, taker };
      frames.push(this.#frame(first, { kind: 'orderTraded', ...trade, ...next }));
    }
    const [order, first] = this.#accept(this.#few(PARTIES), instrumentId, Side.Buy, price - 100, LOT);
    const next = this.#next();
    const canceled = { leavesQuantity: 0, canceledQuantity: LOT, transactTimeNs: next.timeNs };
    frames.push(
      this.#frame(first, {
        kind: 'orderCanceled',
        order: { ...order, progress: { ...order.progress, ...canceled } },
        canceledQuantity: LOT,
        reason: CancelReason.Requested,
        wasResting: true,
        ...next,
      }),
    );
  }

  #accept(
    partyNumber: number,
    instrumentId: number,
    side: Side,
    price: number,
    quantity: number,
  ): [WriterOrder, WriterEvent] {
    const next = this.#next();
    this.#lastOrderId += 1;
    const order: WriterOrder = {
      orderId: this.#lastOrderId,
      partyId: String(partyNumber),
      terms: {
        partyNumber,
        instrumentId,
        side,
        orderType: OrderType.Limit,
        timeInForce: TimeInForce.GoodTillCanceled,
        price,
        quantity,
        clientOrderId: '',
      },
      progress: {
        leavesQuantity: quantity,
        cumQuantity: 0,
        canceledQuantity: 0,
        notional: 0n,
        acceptTimeNs: next.timeNs,
        transactTimeNs: next.timeNs,
      },
    };
    return [order, { kind: 'orderAccepted', order, ...next }];
  }

  #frame(...events: readonly WriterEvent[]): WriterFrame {
    return { epoch: 1, sequence: this.#sequence, timeNs: this.#timeNs, events };
  }

  #few(max: number): number {
    return Math.floor((max + 1) ** uniformFloat64(this.#random));
  }

  #next() {
    this.#sequence += 1;
    this.#timeNs += STEP_NS;
    return { sequence: this.#sequence, timeNs: this.#timeNs };
  }
}

function traded(order: WriterOrder, price: number, timeNs: bigint): WriterOrder {
  const { leavesQuantity, cumQuantity, notional } = order.progress;
  return {
    ...order,
    progress: {
      ...order.progress,
      leavesQuantity: leavesQuantity - LOT,
      cumQuantity: cumQuantity + LOT,
      notional: notional + BigInt(price * LOT),
      transactTimeNs: timeNs,
    },
  };
}
