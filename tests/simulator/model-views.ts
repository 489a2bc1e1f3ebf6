import { Side } from '../../src/domain/order.ts';
import type { PriceLevel } from '../../src/feeds/depth-side.ts';
import { add } from '../../src/market/sum.ts';
import type { Model } from './model.ts';

export interface Levels {
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

/** What a party has traded in an instrument. */
export interface Traded {
  readonly partyNumber: number;
  readonly instrumentId: number;
  bought: number;
  sold: number;
}

/** The book of an instrument by price, as its open orders add up to it, best prices first. */
export function levelsOf({ orders }: Model, instrumentId: number): Levels {
  const sides = { bids: new Map<number, PriceLevel>(), asks: new Map<number, PriceLevel>() };
  for (const order of orders.byId.values()) {
    if (order.instrumentId !== instrumentId || order.leavesQuantity === 0) continue;
    const { price, leavesQuantity } = order;
    const side = order.side === Side.Buy ? sides.bids : sides.asks;
    const { quantity, orderCount } = side.get(price) ?? { quantity: 0, orderCount: 0 };
    side.set(price, { price, quantity: add(quantity, leavesQuantity), orderCount: orderCount + 1 });
  }
  return sorted(sides.bids, sides.asks);
}

export function sorted(bids: ReadonlyMap<number, PriceLevel>, asks: ReadonlyMap<number, PriceLevel>): Levels {
  return {
    bids: [...bids.values()].sort((a, b) => b.price - a.price),
    asks: [...asks.values()].sort((a, b) => a.price - b.price),
  };
}

/** In order of instrument and party. */
export function tradedOf({ orders }: Model): Traded[] {
  const traded = new Map<string, Traded>();
  const count = (partyNumber: number, instrumentId: number, side: Side, quantity: number) => {
    const key = `${partyNumber}/${instrumentId}`;
    const one = traded.get(key) ?? { partyNumber, instrumentId, bought: 0, sold: 0 };
    one[side === Side.Buy ? 'bought' : 'sold'] += quantity;
    traded.set(key, one);
  };
  for (const trade of orders.trades) {
    const { instrumentId, quantity, aggressorSide, makerPartyNumber, takerPartyNumber } = trade;
    count(takerPartyNumber, instrumentId, aggressorSide, quantity);
    count(makerPartyNumber, instrumentId, aggressorSide === Side.Buy ? Side.Sell : Side.Buy, quantity);
  }
  return [...traded.values()].sort(
    (a, b) => a.instrumentId - b.instrumentId || a.partyNumber - b.partyNumber,
  );
}
