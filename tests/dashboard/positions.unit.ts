import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { EveryonesPositionsStore } from '../../clients/dashboard/core/everyones-positions.ts';
import { POSITION_COLUMNS, positionRows, sumText } from '../../clients/dashboard/core/position-rows.ts';
import { csvText } from '../../clients/dashboard/core/table.ts';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { PositionSchema } from '../../gen/redleaf/v1/position_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';

const ACME = create(InstrumentSchema, { instrumentId: 1, symbol: 'ACME', priceScale: 2 });
const COIN = create(InstrumentSchema, { instrumentId: 2, symbol: 'COIN', priceScale: 2, quantityScale: 4 });
const INSTRUMENTS = new Map([ACME, COIN].map((instrument) => [instrument.instrumentId, instrument]));
const instrumentOf = (instrumentId: number) => INSTRUMENTS.get(instrumentId);

const LONG = create(PositionSchema, {
  ...{ instrumentId: 1, partyId: 'alice', netQuantity: '10', averagePrice: 10_012.5, lastPrice: 10_000n },
  ...{ openNotional: '100125', realizedPnl: '-250', unrealizedPnl: '-125' },
});
const SHORT = create(PositionSchema, {
  ...{ instrumentId: 2, partyId: 'alice', netQuantity: '-5000', averagePrice: 6_000, lastPrice: 5_000n },
  ...{ openNotional: '-30000000', realizedPnl: '99', unrealizedPnl: '5000000' },
});

it('values a position at the last price that is known', () => {
  const statistics = new Map([[1, { lastPrice: 10_100n }]]);
  const [long, short] = positionRows([LONG, SHORT], instrumentOf, statistics);
  // 10 × 101.00 − 1,001.25
  expect(long).toMatchObject({ value: 101_000n, unrealized: 875n, realized: -250n });
  expect(short).toMatchObject({ value: -25_000_000n, unrealized: 5_000_000n });
});

it('knows no worth of what has never traded here', () => {
  const brought = create(PositionSchema, { instrumentId: 1, netQuantity: '3', openNotional: '300' });
  expect(positionRows([brought], instrumentOf, new Map())[0]).toMatchObject({ unrealized: 0n });
});

it('adds money of different scales, to the places of a price', () => {
  const rows = positionRows([LONG, SHORT], instrumentOf, new Map());
  // −1.25 and 5.000000
  expect(sumText(rows, ({ unrealized }) => unrealized)).toEqual({ text: '+3.75', sign: 1 });
  expect(sumText([], ({ realized }) => realized)).toEqual({ text: '0', sign: 0 });
});

it('shows money to the places of a price, and saves it exactly', () => {
  const rows = positionRows([SHORT], instrumentOf, new Map());
  const shown = POSITION_COLUMNS.flatMap(({ text }) => rows.map(text));
  expect(shown).toEqual(['COIN', '-0.5000', '60.0000', '50.00', '-25.00', '+5.00', '0.00']);
  expect(csvText(rows, POSITION_COLUMNS).split('\r\n')[1]).toBe(
    'COIN,-0.5000,60.0000,50.00,-25.000000,+5.000000,+0.000099',
  );
});

it('shows every digit of a position, beyond what numbers hold', () => {
  const net = 2n ** 64n + 1n;
  const huge = create(PositionSchema, { ...LONG, netQuantity: String(net), openNotional: '0' });
  const rows = positionRows([huge], instrumentOf, new Map());
  expect(rows.map(({ value }) => value)).toEqual([net * 10_000n]);
  expect(rows.map((row) => POSITION_COLUMNS[1]?.text(row))).toEqual(['+18,446,744,073,709,551,617']);
});

it('has everyone when all parts are here, and then what changes', async () => {
  const seen: string[][] = [];
  const of = (partyId: string, netQuantity: string) =>
    create(PositionSchema, { instrumentId: 1, partyId, netQuantity });
  const transport = createRouterTransport(({ service }) =>
    service(PositionService, {
      async *streamPositions({ allParties }) {
        expect(allParties).toBe(true);
        yield { positions: [of('alice', '1')], isSnapshot: true, hasMore: true };
        yield { positions: [of('bob', '-1')], isSnapshot: true };
        yield {};
        yield { positions: [of('alice', '2')] };
        store.close();
      },
    }),
  );
  const store = new EveryonesPositionsStore({ positions: createClient(PositionService, transport) });
  store.all.subscribe(() =>
    seen.push(
      [...store.all.value.positions.values()].map(({ partyId, netQuantity }) => `${partyId} ${netQuantity}`),
    ),
  );
  await store.run();
  expect(seen).toEqual([
    ['alice 1', 'bob -1'],
    ['alice 2', 'bob -1'],
  ]);
});

it('has nobody any more when the exchange was restored to when nobody had traded', async () => {
  let streams = 0;
  const transport = createRouterTransport(({ service }) =>
    service(PositionService, {
      async *streamPositions() {
        streams += 1;
        if (streams === 1) yield { positions: [LONG], isSnapshot: true };
        else yield { isSnapshot: true };
        if (streams === 2) store.close();
      },
    }),
  );
  const store = new EveryonesPositionsStore({ positions: createClient(PositionService, transport) });
  await store.run();
  expect(store.all.value).toMatchObject({ positions: new Map(), isLoaded: true });
});

it('is not asked again for what it may not see', async () => {
  const transport = createRouterTransport(({ service }) =>
    service(PositionService, {
      // biome-ignore lint/correctness/useYield: it only refuses
      async *streamPositions() {
        const details = [{ desc: ErrorInfoSchema, value: { reason: 'PARTIES_NOT_PUBLIC' } }];
        throw new ConnectError('not public', Code.PermissionDenied, undefined, details);
      },
    }),
  );
  const store = new EveryonesPositionsStore({ positions: createClient(PositionService, transport) });
  await store.run();
  expect(store.all.value.refusal?.reason).toBe('PARTIES_NOT_PUBLIC');
});
