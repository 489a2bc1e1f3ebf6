import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { Account } from './account.ts';
import type { MarketView } from './market-view.ts';
import type { Random } from './random.ts';

/** Trades with the best price of a book, now on one side, now on the other. */
export class Taker {
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
    await Promise.all(markets.map((market) => this.#trade(market)));
  }

  async #trade(market: MarketView): Promise<void> {
    const side = this.#random.chance(50) ? Side.BUY : Side.SELL;
    const [best] = side === Side.BUY ? market.book.asks : market.book.bids;
    if (best === undefined) return;
    const { instrumentId } = market.instrument;
    const quantity = market.demo.orderUnit * BigInt(this.#random.between(1, 12));
    await this.#account.take({ instrumentId, side, price: best.price, quantity });
  }
}
