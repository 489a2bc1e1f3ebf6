import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import {
  addFill,
  newPosition,
  type Position,
  positionOf,
  realizedOf,
  unrealizedOf,
} from '../../src/market/position.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const LARGEST = Number.MAX_SAFE_INTEGER;

const fill = fc.record({
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: LARGEST })),
  quantity: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: LARGEST })),
});
const side = fc.record({ quantity: fc.nat({ max: 50 }), notional: fc.bigInt({ min: 0n, max: 10n ** 20n }) });

/** The simplest implementation: the cost of the open part, and the profit of each closed part. */
class Ledger {
  net = 0n;
  cost = 0n;
  realized = 0n;

  add(isBuy: boolean, price: bigint, quantity: bigint): void {
    const sign = isBuy ? 1n : -1n;
    const opened = this.net * sign >= 0n;
    const size = this.net < 0n ? -this.net : this.net;
    const closing = opened ? 0n : size < quantity ? size : quantity;
    if (closing > 0n) {
      const released = roundedQuotient(this.cost * closing, size);
      this.realized += -sign * price * closing - released;
      this.cost -= released;
    }
    this.cost += sign * price * (quantity - closing);
    this.net += sign * quantity;
  }
}

/** Rounds to the nearest integer, halves away from zero. */
function roundedQuotient(value: bigint, divisor: bigint): bigint {
  const sign = value < 0n ? -1n : 1n;
  return (sign * (2n * sign * value + divisor)) / (2n * divisor);
}

function worthOf(position: Position, last: number): bigint {
  return BigInt(realizedOf(position)) + BigInt(unrealizedOf(position, last));
}

function cashOf(position: Position, last: number): bigint {
  const { soldNotional, boughtNotional, netQuantity } = position;
  return BigInt(soldNotional) - BigInt(boughtNotional) + BigInt(netQuantity) * BigInt(last);
}

it('is what a ledger comes to, and exactly worth its cash and its open part at any price', () => {
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 40, size: 'max' }), fc.nat({ max: LARGEST }), (fills, last) => {
      const position = newPosition(1, 1);
      const ledger = new Ledger();
      fills.forEach(({ side, price, quantity }, index) => {
        addFill(position, side, price, quantity, index);
        ledger.add(side === Side.Buy, BigInt(price), BigInt(quantity));
        expect(BigInt(position.netQuantity)).toBe(ledger.net);
        expect(BigInt(position.openNotional)).toBe(ledger.cost);
        expect(BigInt(realizedOf(position))).toBe(ledger.realized);
        expect(worthOf(position, last)).toBe(cashOf(position, last));
        expect(position.sequence).toBe(index);
      });
    }),
    { numRuns: 1_000 * CAMPAIGN },
  );
});

it('goes on from one that was brought over, at the average of its side', () => {
  fc.assert(
    fc.property(side, side, fc.nat({ max: LARGEST }), (bought, sold, last) => {
      const imported = {
        ...{ partyNumber: 1, instrumentId: 1 },
        ...{ boughtQuantity: BigInt(bought.quantity), soldQuantity: BigInt(sold.quantity) },
        boughtNotional: bought.quantity === 0 ? 0n : bought.notional,
        soldNotional: sold.quantity === 0 ? 0n : sold.notional,
      };
      const position = positionOf(imported, 5);
      const net = BigInt(bought.quantity - sold.quantity);
      const [notional, quantity] =
        net > 0n
          ? [imported.boughtNotional, BigInt(bought.quantity)]
          : [imported.soldNotional, BigInt(sold.quantity || 1)];
      expect(BigInt(position.openNotional)).toBe(roundedQuotient(notional * net, quantity));
      expect(worthOf(position, last)).toBe(cashOf(position, last));
    }),
    { numRuns: 500 * CAMPAIGN },
  );
});

describe('by example', () => {
  const { Buy, Sell } = Side;
  it.each<[string, [Side, number, number][], number, number, number]>([
    [
      'bought twice',
      [
        [Buy, 100, 2],
        [Buy, 103, 1],
      ],
      3,
      303,
      0,
    ],
    [
      'a third sold',
      [
        [Buy, 100, 2],
        [Buy, 103, 1],
        [Sell, 110, 1],
      ],
      2,
      202,
      9,
    ],
    [
      'a half, rounded away from zero',
      [
        [Buy, 1, 1],
        [Buy, 2, 1],
        [Sell, 5, 1],
      ],
      1,
      1,
      3,
    ],
    [
      'the same the other way round',
      [
        [Sell, 1, 1],
        [Sell, 2, 1],
        [Buy, 5, 1],
      ],
      -1,
      -1,
      -3,
    ],
    [
      'all sold',
      [
        [Buy, 100, 3],
        [Sell, 90, 3],
      ],
      0,
      0,
      -30,
    ],
    [
      'through zero',
      [
        [Buy, 100, 3],
        [Sell, 110, 5],
      ],
      -2,
      -220,
      30,
    ],
  ])('%s', (_name, fills, net, open, realized) => {
    const position = newPosition(1, 1);
    for (const [side, price, quantity] of fills) addFill(position, side, price, quantity, 1);
    expect([position.netQuantity, position.openNotional, realizedOf(position)]).toEqual([
      net,
      open,
      realized,
    ]);
  });
});
