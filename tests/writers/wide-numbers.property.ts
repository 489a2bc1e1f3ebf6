import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { WriterFrame, WriterOrder } from '../../src/follower/writer.ts';
import { fromOrder } from '../../src/gateway/rpc/convert-responses.ts';
import { datagramsOf } from '../../src/multicast/datagrams.ts';
import { sum } from '../../src/rebuild/fields.ts';
import { csvLines } from '../../src/writers/csv/csv-rows.ts';
import {
  exactSum,
  importedPositionDocument,
  orderDocument,
  tradeDocument,
} from '../../src/writers/mongo/documents.ts';
import type { LoggedEvent } from '../engine/event-log.ts';
import { EVERYTHING, HistoryFolder } from '../history/history-folder.ts';
import { eventsIn, order, translated } from './frames.ts';

const MAX = Number.MAX_SAFE_INTEGER;
/** Numbers at which a double, a 32-bit or a 64-bit integer would round or overflow, and any others. */
const amount = fc.oneof(
  fc.constantFrom(1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, MAX - 1, MAX),
  fc.integer({ min: 1, max: MAX }),
);
const EDGES = [31n, 32n, 53n, 63n, 64n, 106n, 113n, 200n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits]);
const money = fc.oneof(
  fc.constantFrom(0n, ...EDGES, 10n ** 34n - 1n, 10n ** 34n),
  fc.bigInt({ min: 0n, max: 2n ** 130n }),
);
const trades = fc.array(fc.record({ price: amount, quantity: amount }), { minLength: 1, maxLength: 4 });
type Trades = readonly { readonly price: number; readonly quantity: number }[];

/** Each trade fills an incoming order. Its maker is imported, and had traded `before` already. */
function framesOf(before: bigint, all: Trades): readonly WriterFrame[] {
  const party = { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false };
  const imported = { quantity: MAX, leavesQuantity: MAX, cumQuantity: 0, notional: before };
  const commands = all.flatMap(({ price, quantity }, index): LoggedEvent[][] => {
    const [makerOrderId, takerOrderId] = [2 * index + 1, 2 * index + 2];
    const { partyId: _, ...maker } = order({ orderId: makerOrderId, side: Side.Sell, price, ...imported });
    const trade = {
      tradeId: index + 1,
      instrumentId: 1,
      price,
      quantity,
      aggressorSide: Side.Buy,
      makerOrderId,
      makerPartyNumber: 1,
      makerLeavesQuantity: MAX - quantity,
      takerOrderId,
      takerPartyNumber: 1,
      takerLeavesQuantity: 0,
    };
    const terms = { ...maker.terms, side: Side.Buy, quantity };
    return [
      [{ kind: 'orderImported', record: { order: maker } }],
      [
        { kind: 'orderAccepted', record: { orderId: takerOrderId, terms } },
        { kind: 'orderTraded', record: trade },
      ],
    ];
  });
  return translated(1n, [{ kind: 'partyCreated', record: { party } }], ...commands);
}

/** Each order after its last event. */
function ordersIn(frames: readonly WriterFrame[]): Map<number, WriterOrder> {
  const orders = new Map<number, WriterOrder>();
  for (const event of eventsIn(frames)) {
    if (event.kind === 'orderTraded') {
      orders.set(event.maker.orderId, event.maker).set(event.taker.orderId, event.taker);
    } else if ('order' in event) orders.set(event.order.orderId, event.order);
  }
  return orders;
}

const withoutOwner = ({ orderId, terms, progress }: WriterOrder) => ({ orderId, terms, progress });

test('the sum of an order is exact, whatever it has traded', () => {
  fc.assert(
    fc.property(money, trades, (before, all) => {
      const orders = ordersIn(framesOf(before, all));
      all.forEach(({ price, quantity }, index) => {
        const value = BigInt(price) * BigInt(quantity);
        expect(orders.get(2 * index + 1)?.progress.notional).toBe(before + value);
        expect(orders.get(2 * index + 2)?.progress.notional).toBe(value);
      });
    }),
  );
});

test('the history gives back orders and trades as they were', () => {
  fc.assert(
    fc.property(money, trades, (before, all) => {
      using folder = new HistoryFolder();
      const frames = framesOf(before, all);
      folder.write(frames);
      const alice = { ...EVERYTHING, partyNumber: 1 };
      expect(folder.read((pages) => pages.orders(alice).rows)).toEqual(
        [...ordersIn(frames).values()].map(withoutOwner),
      );
      expect(
        folder.read((pages) =>
          pages.trades(EVERYTHING).rows.map(({ price, quantity }) => ({ price, quantity })),
        ),
      ).toEqual(all);
    }),
    { numRuns: 50 },
  );
});

test("the API's lists have every number of the history, and the average price of the exact sum", () => {
  fc.assert(
    fc.property(trades, (all) => {
      using folder = new HistoryFolder();
      folder.write(framesOf(0n, all));
      const { rows } = folder.read((pages) => pages.orders({ ...EVERYTHING, partyNumber: 1 }));
      const messages = rows.map((row) => fromOrder(row, { party: () => undefined }));
      all.forEach(({ price, quantity }, index) => {
        for (const message of messages.slice(2 * index, 2 * index + 2)) {
          expect(message).toMatchObject({ price: BigInt(price), cumQuantity: BigInt(quantity) });
          expect(message.averagePrice).toBe(price);
        }
      });
    }),
    { numRuns: 50 },
  );
});

test('documents of MongoDB give back every number, and a rebuild reads the sum that was written', () => {
  fc.assert(
    fc.property(money, trades, (before, all) => {
      const frames = framesOf(before, all);
      for (const written of ordersIn(frames).values()) {
        const { terms, progress } = written;
        const stored = throughBson(orderDocument(written));
        expect(String(stored['price_cents'])).toBe(String(terms.price));
        expect(String(stored['quantity'])).toBe(String(terms.quantity));
        expect(String(stored['filled_quantity'])).toBe(String(progress.cumQuantity));
        expect(sum.parse(stored['filled_notional'])).toBe(progress.notional);
      }
      const traded = eventsIn(frames).filter((event) => event.kind === 'orderTraded');
      expect(
        traded.map((trade) => {
          const stored = throughBson(tradeDocument(trade));
          return { price: Number(stored['price_cents']), quantity: Number(stored['quantity']) };
        }),
      ).toEqual(all);
    }),
  );
});

test('a sum of any size is read from BSON as it was written', () => {
  fc.assert(
    fc.property(money, (value) => {
      expect(sum.parse(throughBson({ value: exactSum(value) })['value'])).toBe(value);
    }),
  );
});

test('an imported position of any size is written to MongoDB and read by a rebuild', () => {
  fc.assert(
    fc.property(money, money, (boughtQuantity, soldQuantity) => {
      const sums = { boughtQuantity, soldQuantity, boughtNotional: 0n, soldNotional: 0n };
      const position = { partyNumber: 1, instrumentId: 1, ...sums };
      const stored = throughBson(
        importedPositionDocument({
          kind: 'positionImported',
          sequence: 1,
          timeNs: 1n,
          partyId: 'alice',
          position,
        }),
      );
      expect(sum.parse(stored['bought_quantity'])).toBe(boughtQuantity);
      expect(sum.parse(stored['sold_quantity'])).toBe(soldQuantity);
    }),
  );
});

test('rows of CSV files and datagrams have all digits', () => {
  fc.assert(
    fc.property(trades, (all) => {
      const frames = framesOf(0n, all);
      const digits = all.map(({ price, quantity }) => [String(price), String(quantity)]);
      const rows = csvLines(frames).get('trades_1.csv')?.trimEnd().split('\r\n') ?? [];
      expect(rows.map((row) => row.split(',').slice(1, 3))).toEqual(digits);
      const sent = datagramsOf(frames, 's', 1)
        .map(String)
        .filter((text) => text.includes('"TRADE"'));
      expect(
        sent.map((text) => [/"price_cents":(\d+)/.exec(text)?.[1], /"quantity":(\d+)/.exec(text)?.[1]]),
      ).toEqual(digits);
    }),
  );
});

/** Reads documents like the rebuild, with longs as longs. */
function throughBson(document: object): BSON.Document {
  return BSON.deserialize(BSON.serialize(document), { promoteLongs: false });
}
