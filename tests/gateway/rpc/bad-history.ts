import { SortOrderSchema } from '../../../gen/redleaf/v1/history_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { CandleInterval, CandleIntervalSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { rows, type Table, unknownIn } from './bad-rows.ts';

const { listOrders, listFills } = HistoryService.method;
const { listPositions } = PositionService.method;
const { listCandles, listStatistics, listTrades } = MarketDataService.method;

/** Wrong requests that every paged list refuses. */
const OF_ANY = [
  ['an unknown instrument', { instrumentId: 9 }, 'NotFound', 'UNKNOWN_INSTRUMENT', 'instrument_id'],
  ['a page of 1,001', { pageSize: 1_001 }, 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'page_size'],
  ['a page of 2^32-1', { pageSize: 2 ** 32 - 1 }, 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'page_size'],
  ['a page token of its own', { pageToken: 'abc' }, 'InvalidArgument', 'FIELD_INVALID', 'page_token'],
  [
    'a page token that is SQL',
    { pageToken: Buffer.from('after:1 OR 1=1').toString('base64url') },
    'InvalidArgument',
    'FIELD_INVALID',
    'page_token',
  ],
] as const;

const OF_TIMES = [
  ...OF_ANY,
  [
    'times that run backwards',
    { fromTimeNs: 2n, toTimeNs: 1n },
    'InvalidArgument',
    'FIELD_INVALID',
    'to_time_ns',
  ],
  [
    'an order of a later version',
    { sortOrder: unknownIn(SortOrderSchema, 3) },
    'InvalidArgument',
    'FIELD_INVALID',
    'sort_order',
  ],
  [
    'a negative order',
    { sortOrder: unknownIn(SortOrderSchema, -1) },
    'InvalidArgument',
    'FIELD_INVALID',
    'sort_order',
  ],
] as const;

/** The same for candles, with all other fields right. */
const OF_CANDLES = OF_TIMES.map(
  ([what, wrong, ...refusal]) =>
    [
      what,
      { instrumentId: 1, interval: CandleInterval.CANDLE_INTERVAL_1_DAY, ...wrong },
      ...refusal,
    ] as const,
);

/** Wrong requests for the history, positions and statistics. Instrument 1 exists. */
export const BAD_HISTORY: readonly Table[] = [
  [listOrders, 'alice', rows(listOrders, OF_TIMES)],
  [listFills, 'alice', rows(listFills, OF_TIMES)],
  [listPositions, 'alice', rows(listPositions, OF_ANY)],
  [listTrades, 'nobody', rows(listTrades, OF_TIMES)],
  [
    listCandles,
    'nobody',
    rows(listCandles, [
      ...OF_CANDLES,
      ['no instrument', { interval: 1 }, 'InvalidArgument', 'FIELD_REQUIRED', 'instrument_id'],
      ['no interval', { instrumentId: 1 }, 'InvalidArgument', 'FIELD_REQUIRED', 'interval'],
      [
        'an unknown interval',
        { instrumentId: 1, interval: unknownIn(CandleIntervalSchema, 8) },
        'InvalidArgument',
        'FIELD_INVALID',
        'interval',
      ],
    ]),
  ],
  [listStatistics, 'nobody', rows(listStatistics, OF_ANY)],
];
