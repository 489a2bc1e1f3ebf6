import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { Account, OpenOrder } from './account.ts';
import type { FairPrice } from './fair-price.ts';
import type { DemoInstrument } from './market.ts';
import type { Random } from './random.ts';

/** Quotes on each side of the book. */
const LEVELS = 6;

interface SideState {
  readonly side: Side;
  /** Prices that have no quote and should. */
  readonly missing: readonly bigint[];
  /** Quotes at prices that should have none. */
  readonly stale: readonly OpenOrder[];
}

/** Keeps quotes around a fair price and moves them along with it, by one command each turn. */
export class MarketMaker {
  readonly #account: Account;
  readonly #instrument: Instrument;
  readonly #demo: DemoInstrument;
  readonly #fair: FairPrice;
  readonly #random: Random;

  constructor(
    account: Account,
    instrument: Instrument,
    demo: DemoInstrument,
    { fair, random }: { readonly fair: FairPrice; readonly random: Random },
  ) {
    this.#account = account;
    this.#instrument = instrument;
    this.#demo = demo;
    this.#fair = fair;
    this.#random = random;
  }

  async turn(): Promise<void> {
    this.#fair.wander();
    const buy = this.#compare(Side.BUY);
    const sell = this.#compare(Side.SELL);
    const [urgent, other] =
      buy.stale.length + buy.missing.length >= sell.stale.length + sell.missing.length
        ? [buy, sell]
        : [sell, buy];
    if (await this.#improve(urgent)) return;
    if (await this.#improve(other)) return;
    await this.#resize();
  }

  #compare(side: Side): SideState {
    const away = side === Side.BUY ? -1n : 1n;
    const step = this.#demo.ticksApart * this.#instrument.tickSize;
    const wanted = Array.from(
      { length: LEVELS },
      (_, level) => this.#fair.price + away * step * BigInt(level + 1),
    );
    const mine = this.#account
      .openOrders(this.#instrument.instrumentId)
      .filter((order) => order.side === side);
    return {
      side,
      missing: wanted.filter((price) => price > 0n && !mine.some((order) => order.price === price)),
      stale: mine.filter((order) => !wanted.includes(order.price)),
    };
  }

  /** Tells whether it sent a command. */
  async #improve({ side, missing, stale }: SideState): Promise<boolean> {
    const [price] = missing;
    const [order] = stale;
    if (price === undefined) {
      if (order === undefined) return false;
      await this.#account.cancel(order);
      return true;
    }
    // The other side has to make way first: nobody trades with oneself.
    if (this.#wouldMeetMyself(side, price)) return false;
    if (order === undefined) {
      const { instrumentId } = this.#instrument;
      await this.#account.place({ instrumentId, side, price, quantity: this.#quantity() });
    } else {
      await this.#account.amend(order, { price });
    }
    return true;
  }

  /** When every quote is where it should be, one of them changes its size. */
  async #resize(): Promise<void> {
    const order = this.#random.pick(this.#account.openOrders(this.#instrument.instrumentId));
    if (order !== undefined) await this.#account.amend(order, { quantity: this.#quantity() });
  }

  #wouldMeetMyself(side: Side, price: bigint): boolean {
    return this.#account
      .openOrders(this.#instrument.instrumentId)
      .some(
        (order) => order.side !== side && (side === Side.BUY ? order.price <= price : order.price >= price),
      );
  }

  #quantity(): bigint {
    return this.#demo.orderUnit * BigInt(this.#random.between(1, 20));
  }
}
