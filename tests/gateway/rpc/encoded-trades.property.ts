import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TradeListSchema } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../src/domain/order.ts';
import { tradeOf } from '../../../src/feeds/trade.ts';
import { fromTrade } from '../../../src/gateway/rpc/convert-responses.ts';
import { withEncoded } from '../../../src/gateway/rpc/encoded-field.ts';
import { EncodedTrades } from '../../../src/gateway/rpc/encoded-trades.ts';
import { traded } from '../../engine/events.ts';

/** Trade ids that share a slot in the cache, and some that do not. */
const tradeIds = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((step) => step * 1_024),
  fc.nat(3),
);
const trades = fc.array(
  fc
    .record({ tradeId: tradeIds, price: fc.maxSafeNat(), quantity: fc.maxSafeNat(), buys: fc.boolean() })
    .map(({ tradeId, price, quantity, buys }) =>
      tradeOf(
        traded(tradeId, 1, 2, { price, quantity, aggressorSide: buys ? Side.Buy : Side.Sell }).record,
        7,
        9n,
      ),
    ),
  { minLength: 1, maxLength: 20 },
);

it('lists are read as the trades that they are of, whoever had which of them before', () => {
  const picks = fc.array(fc.array(fc.nat(19), { maxLength: 20 }), { maxLength: 10 });
  fc.assert(
    fc.property(trades, picks, (all, lists) => {
      const encoded = new EncodedTrades();
      for (const picked of lists) {
        const list = picked.flatMap((index) => all[index] ?? []);
        const fields = encoded.fieldsOf(TradeListSchema.field.trades, list);
        const bytes = toBinary(TradeListSchema, withEncoded(create(TradeListSchema), fields));
        expect(fromBinary(TradeListSchema, bytes).trades).toEqual(list.map(fromTrade));
      }
    }),
  );
});
