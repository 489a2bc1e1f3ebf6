import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SnapshotMarketSchema, SnapshotPositionSchema } from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { Side } from '../../src/domain/order.ts';
import { subtract, toSum } from '../../src/market/sum.ts';
import {
  toMarketSnapshot,
  toMarketState,
  toPosition,
  toPositionSnapshot,
} from '../../src/recovery/market-content.ts';

/** Sums at which a double and 64 bits would round or overflow, and any others. */
const magnitude = fc.oneof(
  fc.constantFrom(0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n),
  fc.bigInt({ min: 0n, max: 2n ** 130n }),
);
const sum = magnitude.map(toSum);
const sequence = fc.maxSafeNat();
const prices = { openPrice: 3, highPrice: 5, lowPrice: 2, closePrice: 4 };
const candle = fc.record({ volume: sum, value: sum }).map((sums) => ({
  ...{ openSeconds: 60, ...prices, ...sums, tradeCount: 7, sequence: 9 },
}));

test('a position of any size comes out of a snapshot as it went in', () => {
  const quantities = fc.record({ boughtQuantity: sum, soldQuantity: sum });
  const signed = fc.tuple(magnitude, fc.boolean()).map(([size, isShort]) => toSum(isShort ? -size : size));
  fc.assert(
    fc.property(quantities, sum, sum, signed, sequence, (traded, bought, sold, openNotional, last) => {
      const position = {
        ...{ partyNumber: 1, instrumentId: 2, ...traded, openNotional, sequence: last },
        ...{ boughtNotional: bought, soldNotional: sold },
        netQuantity: subtract(traded.boughtQuantity, traded.soldQuantity),
      };
      const stored = toBinary(SnapshotPositionSchema, toPositionSnapshot(position));
      expect(toPosition(fromBinary(SnapshotPositionSchema, stored))).toEqual(position);
    }),
  );
});

test('so do candles that are forming', () => {
  const optional = fc.option(candle, { nil: undefined });
  fc.assert(
    fc.property(candle, optional, optional, fc.array(candle), (second, fiveSeconds, minute, minutes) => {
      const lastTrade = {
        ...{ sequence: second.sequence, price: 4, quantity: 1, aggressorSide: Side.Buy },
        ...{ makerPartyNumber: 1, takerPartyNumber: 2, transactTimeNs: 61_000_000_000n },
      };
      const market = { instrumentId: 2, lastTrade, second, fiveSeconds, minute, minutes };
      const stored = toBinary(SnapshotMarketSchema, toMarketSnapshot(market));
      expect(toMarketState(fromBinary(SnapshotMarketSchema, stored))).toEqual(market);
    }),
  );
});
