import { create } from '@bufbuild/protobuf';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { Source } from '../../clients/dashboard/core/source.ts';
import { nextPoints, Sparks, sparkLine } from '../../clients/dashboard/core/sparks.ts';
import { INSTRUMENT_COLUMNS, instrumentRows } from '../../clients/dashboard/panels/instruments/columns.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { type Statistics, StatisticsSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';

const MINUTE_NS = 60_000_000_000n;
const trade = (minute: bigint, lastPrice: bigint) => ({ lastPrice, lastTimeNs: minute * MINUTE_NS + 5n });

it('keeps the last price of each minute, for an hour', () => {
  let points = nextPoints([], trade(10n, 100n));
  points = nextPoints(points, trade(10n, 101n));
  points = nextPoints(points, trade(12n, 99n));
  expect(points).toEqual([
    { minute: 10, price: 101 },
    { minute: 12, price: 99 },
  ]);
  expect(nextPoints(points, trade(12n, 99n))).toBe(points);
  expect(nextPoints(points, trade(11n, 5n))).toBe(points);
  expect(nextPoints(points, { lastPrice: 0n, lastTimeNs: 0n })).toBe(points);
  expect(nextPoints(points, trade(71n, 98n)).map(({ minute }) => minute)).toEqual([12, 71]);
});

it.each([
  ['nothing', [], ''],
  ['one trade, as a level line', [[3, 10]], '0.0,5.0 20.0,5.0'],
  [
    'minutes without a trade at their place',
    [
      [0, 10],
      [1, 30],
      [4, 20],
    ],
    '0.0,10.0 5.0,0.0 20.0,5.0',
  ],
] as const)('draws %s', (_name, points, line) => {
  expect(
    sparkLine(
      points.map(([minute, price]) => ({ minute, price })),
      20,
      10,
    ),
  ).toBe(line);
});

it('reads each line once, and follows the last trades', async () => {
  const asked: number[] = [];
  const transport = createRouterTransport(({ service }) =>
    service(MarketDataService, {
      listCandles({ instrumentId }) {
        asked.push(instrumentId);
        return {
          candles: [
            { openTimeNs: 2n * MINUTE_NS, closePrice: 7n },
            { openTimeNs: MINUTE_NS, closePrice: 5n },
          ],
        };
      },
    }),
  );
  const all = new Map<number, Statistics>();
  const statistics = new Source<ReadonlyMap<number, Statistics>>(all);
  const sparks = new Sparks({ marketData: createClient(MarketDataService, transport) }, { statistics });
  const points = sparks.of(1);
  expect(sparks.of(1)).toBe(points);
  await new Promise<void>((resolve) => points.subscribe(resolve));
  expect(points.value.map(({ price }) => price)).toEqual([5, 7]);
  all.set(1, create(StatisticsSchema, { instrumentId: 1, ...trade(3n, 9n) }));
  statistics.touch();
  expect(points.value.map(({ price }) => price)).toEqual([5, 7, 9]);
  expect(asked).toEqual([1]);
  sparks.close();
});

it('shows what has not traded as such, and what has in units', () => {
  const acme = create(InstrumentSchema, {
    instrumentId: 1,
    symbol: 'ACME',
    priceScale: 2,
    description: 'A share',
  });
  const statistics = create(StatisticsSchema, {
    ...{ instrumentId: 1, lastPrice: 10_100n, referencePrice: 10_000n, highPrice: 10_200n, lowPrice: 9_900n },
    ...{ volume: '12345678', value: '999', openInterest: '7' },
  });
  const texts = (known: ReadonlyMap<number, Statistics>) =>
    instrumentRows([acme], known).flatMap((row) => INSTRUMENT_COLUMNS.map(({ text }) => text(row)));
  expect(texts(new Map([[1, statistics]]))).toEqual([
    'ACME',
    'A share',
    '',
    '101.00',
    '+1.00%',
    '102.00',
    '99.00',
    '12.35M',
    '9.99',
    '7',
  ]);
  expect(texts(new Map())).toEqual(['ACME', 'A share', '', '–', '–', '–', '–', '0', '0', '0']);
});
