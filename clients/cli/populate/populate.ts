import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Redleaf } from '@redleaf/client';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { PriceLevel } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { PlaceOrderRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Random } from '../../demo/random.ts';
import { inUnitsOf } from '../in-units-of.ts';
import { ladder } from './ladder.ts';

interface Options {
  /** Whose orders they are. */
  readonly trader: Redleaf;
  readonly instrument: Instrument;
  readonly random: Random;
  readonly marketOrders: number;
  readonly pauseMs: number;
  readonly onProgress: (placed: number, total: number) => void;
}

export interface Populated {
  readonly orders: number;
  readonly trades: number;
  /** What traded, in minor units of the quantity. */
  readonly volume: bigint;
  /** At the end; undefined for an empty side. */
  readonly bestBid: PriceLevel | undefined;
  readonly bestAsk: PriceLevel | undefined;
}

/** Adds a ladder to the book, and then trades with it at random. */
export async function populate(options: Options): Promise<Populated> {
  const { trader, instrument, random, marketOrders, pauseMs, onProgress } = options;
  const { instrumentId, lotSize } = instrument;
  const resting = ladder(instrument, random);
  const total = resting.length + marketOrders;
  let orders = 0;
  let trades = 0;
  let volume = 0n;
  const place = async (order: MessageInitShape<typeof PlaceOrderRequestSchema>) => {
    const request = trader.orders.placeOrder({ instrumentId, ...order });
    const { fillCount, cumQuantity } = await inUnitsOf(instrument, request);
    orders += 1;
    trades += Number(fillCount);
    volume += cumQuantity;
    onProgress(orders, total);
  };
  for (const order of resting) await place({ orderType: OrderType.LIMIT, ...order });
  for (let i = 0; i < marketOrders; i++) {
    await sleep(pauseMs);
    const side = random.chance(50) ? Side.BUY : Side.SELL;
    await place({ orderType: OrderType.MARKET, side, quantity: lotSize * BigInt(random.between(1, 3)) });
  }
  const { orderBook } = await trader.marketData.getOrderBook({ instrumentId, depth: 1 });
  return { orders, trades, volume, bestBid: orderBook?.bids[0], bestAsk: orderBook?.asks[0] };
}
