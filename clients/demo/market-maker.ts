import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { Account, OpenOrder } from './account.ts';
import type { FairPrice } from './fair-price.ts';
import type { DemoInstrument } from './market.ts';
import type { Random } from './random.ts';

/** Quotes on each side of the book. */
const LEVELS = 6;

type Command = () => Promise<void>;

interface SideState {
  readonly side: Side;
  /** Prices that have no quote and should. */
  readonly missing: readonly bigint[];
  /** Quotes at prices that should have one. */
  readonly settled: readonly OpenOrder[];
  /** Quotes at prices that should have none. */
  readonly stale: readonly OpenOrder[];
}

/** Keeps quotes around a fair price and moves them along with it, a few at each turn. */
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

  async turn(commands: number): Promise<void> {
    for (let count = 0; count < commands; count += 1) this.#fair.wander();
    const buy = this.#compare(Side.BUY);
    const sell = this.#compare(Side.SELL);
    const [urgent, other] =
      buy.stale.length + buy.missing.length >= sell.stale.length + sell.missing.length
        ? [buy, sell]
        : [sell, buy];
    const wanted = [
      ...this.#improvements(urgent),
      ...this.#improvements(other),
      ...this.#resizes([...buy.settled, ...sell.settled], commands),
    ];
    await Promise.all(wanted.slice(0, commands).map((send) => send()));
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
      settled: mine.filter((order) => wanted.includes(order.price)),
      stale: mine.filter((order) => !wanted.includes(order.price)),
    };
  }

  /** What brings a side to where it should be, next to the market first. */
  #improvements({ side, missing, stale }: SideState): Command[] {
    const { instrumentId } = this.#instrument;
    // The other side has to make way first: nobody trades with oneself.
    const quotes = missing
      .filter((price) => !this.#wouldMeetMyself(side, price))
      .map((price, index): Command => {
        const order = stale[index];
        if (order !== undefined) return () => this.#account.amend(order, { price });
        return () => this.#account.place({ instrumentId, side, price, quantity: this.#quantity() });
      });
    const tooMany = stale.slice(missing.length).map(
      (order): Command =>
        () =>
          this.#account.cancel(order),
    );
    return [...quotes, ...tooMany];
  }

  /** Quotes that are where they should be change their size. */
  #resizes(settled: readonly OpenOrder[], count: number): Command[] {
    return this.#random.pickSome(settled, count).map(
      (order): Command =>
        () =>
          this.#account.amend(order, { quantity: this.#quantity() }),
    );
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
