import { createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

/** Markets whose numbers do not fit 32 bits, and whose products do not fit 53. */
const MARKETS = [
  {
    name: 'BRK.A',
    bounds: {
      ...{ priceScale: 4, minPrice: 6_000_000_000n, maxPrice: 8_000_000_000n },
      ...{ quantityScale: 8, maxQuantity: 10n ** 15n },
    },
    ...{ price: 7_421_150_001n, quantity: 123_456_789_012_345n },
  },
  {
    name: 'BTC-USD',
    bounds: { priceScale: 2, maxPrice: 100_000_000n, quantityScale: 8, maxQuantity: 2_100_000_000_000_000n },
    ...{ price: 9_876_543n, quantity: 2_099_999_999_999_999n },
  },
  {
    name: 'TOKEN',
    bounds: { priceScale: 8, maxPrice: 100_000_000n, quantityScale: 6, maxQuantity: 9_007_199_254_740_991n },
    ...{ price: 801n, quantity: 5_000_000_000_001n },
  },
] as const;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

test.each(MARKETS)('$name is quoted, traded and booked to the last digit', async (market) => {
  const { price, quantity } = market;
  const instrumentId = await exchange.createInstrument(market.name, market.bounds);
  await exchange.placeLimit('alice', { instrumentId, side: Side.BUY, price, quantity });
  await exchange.placeLimit('alice', { instrumentId, side: Side.BUY, price: price - 1n, quantity: 1n });
  const { fills } = await exchange.placeLimit('bob', {
    ...{ instrumentId, side: Side.SELL, price, quantity: quantity - 1n },
  });
  expect(fills).toMatchObject([{ price, quantity: quantity - 1n }]);

  const headers = exchange.headers.bob;
  const marketData = createClient(MarketDataService, exchange.transport);
  const { orderBook } = await marketData.getOrderBook({ instrumentId }, { headers });
  expect(orderBook?.bids).toMatchObject([
    { price, quantity: '1' },
    { price: price - 1n, quantity: '1' },
  ]);
  const positions = createClient(PositionService, exchange.transport);
  const { positions: found } = await positions.listPositions({}, { headers });
  expect(found.find((position) => position.instrumentId === instrumentId)).toMatchObject({
    soldQuantity: String(quantity - 1n),
    soldNotional: String(price * (quantity - 1n)),
  });
});
