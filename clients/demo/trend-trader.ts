import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { Account, OpenOrder } from './account.ts';
import type { MarketView } from './market-view.ts';
import type { Random } from './random.ts';

/** Open orders on one instrument; past this the oldest goes. */
const MAX_OPEN_ORDERS = 10;

/** Bids when prices have been rising and offers when they have been falling, near the market, with some noise. */
export class TrendTrader {
  readonly #account: Account;
  readonly #markets: readonly MarketView[];
  readonly #random: Random;

  constructor(account: Account, markets: readonly MarketView[], random: Random) {
    this.#account = account;
    this.#markets = markets;
    this.#random = random;
  }

  async turn(commands: number): Promise<void> {
    const markets = this.#random.pickSome(this.#markets, commands);
    await Promise.all(markets.map((market) => this.#decide(market)));
  }

  async #decide(market: MarketView): Promise<void> {
    const { instrumentId, tickSize } = market.instrument;
    const mine = this.#account.openOrders(instrumentId);
    const [oldest] = mine;
    if (oldest !== undefined && mine.length >= MAX_OPEN_ORDERS) return this.#account.cancel(oldest);

    const followsTrend = this.#random.chance(70);
    const side = market.isRising === followsTrend ? Side.BUY : Side.SELL;
    const [best] = side === Side.BUY ? market.book.bids : market.book.asks;
    if (best === undefined) return;
    const price = best.price + tickSize * BigInt(this.#random.between(-3, 3));
    if (price <= 0n || meets(mine, side, price)) return;
    const quantity = market.demo.orderUnit * BigInt(this.#random.between(1, 6));
    await this.#account.place({ instrumentId, side, price, quantity });
  }
}

function meets(mine: readonly OpenOrder[], side: Side, price: bigint): boolean {
  return mine.some(
    (order) => order.side !== side && (side === Side.BUY ? order.price <= price : order.price >= price),
  );
}
