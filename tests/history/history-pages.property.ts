import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { WriterFrame, WriterOrder, WriterTrade } from '../../src/follower/writer.ts';
import type { HistoryQueries } from '../../src/history/history-query.ts';
import { SLICE } from '../../src/history/schema.ts';
import { eventsIn, frameOf, order } from '../writers/frames.ts';
import { HistoryFolder } from './history-folder.ts';

const party = fc.integer({ min: 1, max: 3 });
const instrument = fc.integer({ min: 1, max: 2 });
/** Distance from one id to the next: in the same slice, in the next one, or several slices later. */
const gap = fc.oneof(
  { weight: 5, arbitrary: fc.constant(1) },
  fc.constantFrom(2, SLICE - 2, SLICE - 1, SLICE, SLICE + 1, 5 * SLICE),
);
const time = fc.integer({ min: 0, max: 3 }).map(BigInt);
const steps = fc.array(fc.tuple(gap, gap, time, party, party, instrument), { minLength: 1, maxLength: 40 });

/** In each step, two new orders trade with each other. */
function framesOf(all: typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never): WriterFrame[] {
  const frames: WriterFrame[] = [];
  let [orderId, tradeId, timeNs] = [0, 0, 10n];
  for (const [orderGap, tradeGap, timeGap, makerParty, takerParty, instrumentId] of all) {
    timeNs += timeGap;
    const common = { instrumentId, acceptTimeNs: timeNs, transactTimeNs: timeNs };
    orderId += orderGap;
    const maker = order({ ...common, orderId, partyNumber: makerParty, side: Side.Sell });
    orderId += 1;
    const taker = order({ ...common, orderId, partyNumber: takerParty });
    tradeId += tradeGap;
    const first = 3 * frames.length + 1;
    frames.push(
      frameOf(
        first,
        timeNs,
        { kind: 'orderAccepted', order: maker },
        { kind: 'orderAccepted', order: taker },
        { kind: 'orderTraded', tradeId, price: 1, quantity: 1, maker, taker },
      ),
    );
  }
  return frames;
}

const queries = fc.record({
  partyNumber: party,
  instrumentId: fc.integer({ min: 0, max: 3 }),
  fromTimeNs: fc.option(fc.bigInt({ min: 0n, max: 100n }), { nil: undefined }),
  toTimeNs: fc.option(fc.bigInt({ min: 0n, max: 100n }), { nil: undefined }),
  isNewestFirst: fc.boolean(),
  limit: fc.integer({ min: 1, max: 9 }),
});
type Query = Omit<HistoryQueries['fills'], 'after'>;

/** The expected list, from a search of everything. */
function expected<T>(
  all: readonly T[],
  { instrumentId, fromTimeNs, toTimeNs, isNewestFirst }: Query,
  of: (item: T) => { readonly instrumentId: number; readonly timeNs: bigint; readonly id: number },
): number[] {
  const found = all
    .map(of)
    .filter((item) => instrumentId === 0 || item.instrumentId === instrumentId)
    .filter((item) => fromTimeNs === undefined || item.timeNs >= fromTimeNs)
    .filter((item) => toTimeNs === undefined || item.timeNs < toTimeNs)
    .map(({ id }) => id);
  return isNewestFirst ? found.reverse() : found;
}

/** The ids of a whole list, page by page. */
function walk(limit: number, page: (after: number) => number[]): number[] {
  const ids: number[] = [];
  let found: number[];
  do {
    found = page(ids.at(-1) ?? 0);
    expect(found.length).toBeLessThanOrEqual(limit);
    expect(ids).not.toContain(found[0]);
    ids.push(...found);
  } while (found.length === limit);
  return ids;
}

test('page by page, every list has all that it should, once and in order', () => {
  fc.assert(
    fc.property(steps, fc.array(queries, { minLength: 1, maxLength: 20 }), (all, asked) => {
      using folder = new HistoryFolder();
      const frames = framesOf(all);
      folder.write(frames);
      const events = eventsIn(frames);
      const orders: WriterOrder[] = events.flatMap((event) =>
        event.kind === 'orderAccepted' ? [event.order] : [],
      );
      const trades: WriterTrade[] = events.filter((event) => event.kind === 'orderTraded');
      folder.read((pages) => {
        for (const query of asked) {
          const { partyNumber, limit } = query;
          const own = orders.filter((item) => item.terms.partyNumber === partyNumber);
          expect(
            walk(limit, (after) => pages.orders({ ...query, after }).rows.map((row) => row.orderId)),
          ).toEqual(
            expected(own, query, ({ orderId, terms, progress }) => ({
              id: orderId,
              timeNs: progress.acceptTimeNs,
              instrumentId: terms.instrumentId,
            })),
          );
          expect(
            walk(limit, (after) => pages.trades({ ...query, after }).rows.map((row) => row.tradeId)),
          ).toEqual(
            expected(trades, query, ({ tradeId, timeNs, maker }) => ({
              id: tradeId,
              timeNs,
              ...maker.terms,
            })),
          );
          const sides = trades.flatMap(({ tradeId, timeNs, maker, taker }) => [
            { ...taker.terms, id: tradeId * 2, timeNs },
            { ...maker.terms, id: tradeId * 2 + 1, timeNs },
          ]);
          const ownSides = sides.filter((side) => side.partyNumber === partyNumber);
          expect(
            walk(limit, (after) => pages.fills({ ...query, after }).rows.map((row) => row.fillId)),
          ).toEqual(expected(ownSides, query, (side) => side));
        }
      });
    }),
    { numRuns: 60 },
  );
});
