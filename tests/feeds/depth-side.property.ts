import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { BookMessage } from '../../src/feeds/book-message.ts';
import { DepthBook } from '../../src/feeds/depth-book.ts';
import { DepthSide, type PriceLevel } from '../../src/feeds/depth-side.ts';
import { GroupedSides } from '../../src/feeds/grouped-sides.ts';
import { MAX_PART_LEVELS } from '../../src/feeds/snapshot-parts.ts';
import { type Sum, toSum } from '../../src/market/sum.ts';

const never = new AbortController().signal;

type Change = readonly [kind: 'add' | 'reduce', price: number, quantity: number];

/** Prices from far fewer than there are changes, so that levels come, go and come back. */
const changesAmong = (prices: number) =>
  fc.array(
    fc.tuple(
      fc.constantFrom('add' as const, 'add' as const, 'reduce' as const),
      fc.integer({ min: 1, max: prices }),
      // Some add up to sums beyond 2^53.
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(Number.MAX_SAFE_INTEGER)),
    ),
    { maxLength: 300 },
  );

/** A side as a plain map. */
class PlainSide {
  readonly #orders = new Map<number, number[]>();

  add(price: number, quantity: number): void {
    this.#orders.set(price, [...(this.#orders.get(price) ?? []), quantity]);
  }

  /** The quantity of an order that is there, which is taken off; undefined when there is none. */
  takeOrder(price: number): number | undefined {
    const [first, ...rest] = this.#orders.get(price) ?? [];
    if (rest.length > 0) this.#orders.set(price, rest);
    else this.#orders.delete(price);
    return first;
  }

  levels(best: 'highest' | 'lowest'): PriceLevel[] {
    const levels = Array.from(this.#orders, ([price, quantities]) => ({
      price,
      quantity: toSum(quantities.reduce((sum, quantity) => sum + BigInt(quantity), 0n)),
      orderCount: quantities.length,
    }));
    return levels.sort((a, b) => (best === 'highest' ? b.price - a.price : a.price - b.price));
  }
}

it('a side has the levels of a plain map, and a snapshot those of when it was taken', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('highest' as const, 'lowest' as const),
      changesAmong(2_000),
      changesAmong(2_000),
      (best, before, after) => {
        const side = new DepthSide(best);
        const plain = new PlainSide();
        const apply = ([kind, price, quantity]: Change) => {
          const taken = kind === 'reduce' ? plain.takeOrder(price) : undefined;
          if (taken !== undefined) return side.reduce(price, taken, 1);
          side.add(price, quantity);
          plain.add(price, quantity);
        };
        // Enough for several blocks.
        for (let price = 1; price <= 1_500; price += 1) apply(['add', (price * 7) % 2_003, 5]);
        before.forEach(apply);
        const snapshot = side.snapshot();
        const then = plain.levels(best);
        after.forEach(apply);
        expect(snapshot.flat()).toEqual(then);
        expect(side.best(Number.POSITIVE_INFINITY)).toEqual(plain.levels(best));
        expect(side.best(300)).toEqual(plain.levels(best).slice(0, 300));
      },
    ),
    { numRuns: 50 },
  );
});

it('a snapshot in parts and the changes since come to the book, whatever happens between the parts', async () => {
  const turns = fc.array(changesAmong(3 * MAX_PART_LEVELS), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(turns, async (changesBetween) => {
      const book = new DepthBook(1, 1, { heartbeatMs: 1 });
      const plain = { 1: new PlainSide(), 2: new PlainSide() };
      let sequence = 1;
      const apply = (side: 1 | 2, [kind, price, quantity]: Change) => {
        sequence += 1;
        const taken = kind === 'reduce' ? plain[side].takeOrder(price) : undefined;
        if (taken !== undefined) return book.reduce(sequence, side, price, taken, 1);
        book.add(sequence, side, price, quantity);
        plain[side].add(price, quantity);
      };
      for (let price = 1; price <= 3 * MAX_PART_LEVELS; price += 1) apply(1, ['add', price, 5]);
      for (let price = 1; price <= 2 * MAX_PART_LEVELS; price += 1) apply(2, ['add', price + 9_000, 5]);
      book.publish();
      const atStart = { sequence, bids: plain[1].levels('highest'), asks: plain[2].levels('lowest') };

      const subscription = book.subscribe();
      const client = new PlainClient();
      let isWhole = false;
      const read = async () => {
        const message = await subscription.next(never);
        if (message === undefined) throw new Error('the stream has ended');
        client.apply(message);
        const wasWhole = isWhole;
        isWhole = !message.hasMoreLevels;
        if (isWhole && !wasWhole) expect(client).toEqual(Object.assign(new PlainClient(), asMaps(atStart)));
      };
      for (const changes of changesBetween) {
        changes.forEach((change, index) => {
          apply(index % 2 === 0 ? 1 : 2, change);
        });
        book.publish();
        await read();
      }
      while (!isWhole || client.sequence < sequence) await read();
      subscription.close();
      const now = { sequence, bids: plain[1].levels('highest'), asks: plain[2].levels('lowest') };
      expect(client).toEqual(Object.assign(new PlainClient(), asMaps(now)));
    }),
    { numRuns: 20 },
  );
});

function asMaps({ sequence, bids, asks }: { sequence: number; bids: PriceLevel[]; asks: PriceLevel[] }) {
  const mapOf = (levels: PriceLevel[]) => new Map(levels.map(({ price, quantity }) => [price, quantity]));
  return { sequence, bids: mapOf(bids), asks: mapOf(asks) };
}

/** What the contract asks of a client. */
class PlainClient {
  sequence = 0;
  bids = new Map<number, Sum>();
  asks = new Map<number, Sum>();

  apply({ previousSequence, sequence, snapshot, delta, hasMoreLevels }: BookMessage): void {
    expect(previousSequence).toBe(this.sequence);
    this.sequence = sequence;
    const levels = snapshot ?? delta ?? { bids: [], asks: [] };
    if (hasMoreLevels || snapshot !== undefined) {
      expect(Math.max(levels.bids.length, levels.asks.length)).toBeLessThanOrEqual(MAX_PART_LEVELS);
    }
    for (const { price, quantity } of levels.bids) put(this.bids, price, quantity);
    for (const { price, quantity } of levels.asks) put(this.asks, price, quantity);
  }
}

function put(side: Map<number, Sum>, price: number, quantity: Sum): void {
  if (quantity === 0) side.delete(price);
  else side.set(price, quantity);
}

it('grouped levels hold the exact sum of those in their step, up to the highest price', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const price = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: most - 100, max: most }));
  const step = fc.constantFrom(1, 2, 5, 10, 50, 5_000_000_000);
  const level = fc.tuple(fc.constantFrom(Side.Buy, Side.Sell), price, fc.integer({ min: 1, max: most }));
  fc.assert(
    fc.property(fc.array(level, { maxLength: 60 }), step, (orders, by) => {
      const grouped = new GroupedSides(by, new DepthSide('highest'), new DepthSide('lowest'));
      const expected = new Map<string, bigint>();
      for (const [side, at, quantity] of orders) {
        grouped.add(side, at, quantity);
        const steps = BigInt(at) / BigInt(by);
        const isBetween = steps * BigInt(by) !== BigInt(at);
        const up = (side === Side.Sell && isBetween ? steps + 1n : steps) * BigInt(by);
        const key = `${side} ${up > BigInt(most) ? most : up}`;
        expected.set(key, (expected.get(key) ?? 0n) + BigInt(quantity));
      }
      const found = [
        ...grouped.bids.best(1_000).map((one) => [`${Side.Buy} ${one.price}`, BigInt(one.quantity)] as const),
        ...grouped.asks
          .best(1_000)
          .map((one) => [`${Side.Sell} ${one.price}`, BigInt(one.quantity)] as const),
      ];
      expect(new Map(found)).toEqual(expected);
      for (const [side, at, quantity] of orders) grouped.reduce(side, at, quantity, 1);
      expect([...grouped.bids.best(1), ...grouped.asks.best(1)]).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
