import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  CANDLE_COLUMNS,
  EVERYONES_POSITION_COLUMNS,
  EXECUTION_COLUMNS,
  FILL_COLUMNS,
  INSTRUMENT_COLUMNS,
  ORDER_COLUMNS,
  PAST_ORDER_COLUMNS,
  POSITION_COLUMNS,
  STATISTICS_COLUMNS,
  TICKER_COLUMNS,
  TRADE_COLUMNS,
} from '../../clients/cli/columns.ts';
import { MONGO_USER_COLUMNS } from '../../clients/cli/commands/mongo-users-list.ts';
import { PARTY_COLUMNS } from '../../clients/cli/commands/parties-list.ts';
import { SESSION_COLUMNS } from '../../clients/cli/commands/sessions.ts';
import { type Column, Table } from '../../clients/cli/table.ts';
import { LoginSessionSchema, PartySchema } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { ExecType, ExecutionReportSchema } from '../../gen/redleaf/v1/execution_pb.ts';
import { OrderFillSchema } from '../../gen/redleaf/v1/history_pb.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import {
  CandleSchema,
  type Statistics,
  StatisticsSchema,
  TradeSchema,
} from '../../gen/redleaf/v1/market_data_pb.ts';
import { OrderSchema, OrderStatus, OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { PositionSchema } from '../../gen/redleaf/v1/position_pb.ts';

/** Large numbers, like those of a busy exchange after years. */
const TIME_NS = 1_790_000_000_123_456_789n;
const PRICE = 1_234_567n;
const QUANTITY = 120_000n;
const ORDER_ID = 12_345_678n;
const TRADE_ID = 23_456_789n;

const instrument = create(InstrumentSchema, {
  instrumentId: 1_042,
  symbol: 'BTC-PERP',
  description: 'Perpetual future of one bitcoin, settled in dollars every eight hours',
  priceScale: 2,
  tickSize: 5n,
  lotSize: 10n,
  minPrice: 10_000n,
  maxPrice: 100_000_000n,
  maxQuantity: 90_071_992n,
});
const order = create(OrderSchema, {
  orderId: ORDER_ID,
  instrumentId: 1_042,
  clientOrderId: '0198c5a2-7d1e-7c3b-9a52-3f1f0a6b7c8d',
  side: Side.SELL,
  orderType: OrderType.LIMIT,
  price: PRICE,
  quantity: QUANTITY,
  leavesQuantity: QUANTITY,
  orderStatus: OrderStatus.PARTIALLY_FILLED,
  acceptTimeNs: TIME_NS,
  transactTimeNs: TIME_NS,
});
const trade = create(TradeSchema, {
  tradeId: TRADE_ID,
  price: PRICE,
  quantity: QUANTITY,
  aggressorSide: Side.SELL,
  transactTimeNs: TIME_NS,
});
const statistics = create(StatisticsSchema, {
  lastPrice: PRICE,
  lastTimeNs: TIME_NS,
  referencePrice: 1_198_765n,
  highPrice: PRICE,
  lowPrice: 1_101_010n,
  volume: '98765432',
  tradeCount: 123_456n,
  openInterest: '9876543',
  lastMakerPartyId: 'market-maker-3',
  lastTakerPartyId: 'market-maker-12',
});
const position = create(PositionSchema, {
  partyId: 'market-maker-3',
  netQuantity: String(-QUANTITY),
  boughtQuantity: '1200000',
  soldQuantity: '1320000',
  averageBoughtPrice: 1_234_567.25,
  averageSoldPrice: 1_234_599.75,
  realizedPnl: '-1234567890',
  unrealizedPnl: '-234567890',
});
const listed = <Item>(item: Item) => ({ item, instrument });

/** Every list of the command line with a realistic row, and the columns that are left out at a width of 80. */
const LISTS: readonly (readonly [string, (width: number | undefined) => string[], readonly string[]])[] = [
  list('orders', ORDER_COLUMNS, listed(order)),
  list('history orders', PAST_ORDER_COLUMNS, listed(order), ['OPEN', 'NAME']),
  list('trades', TRADE_COLUMNS, listed(trade)),
  list('history fills', FILL_COLUMNS, listed(create(OrderFillSchema, { trade, orderId: ORDER_ID })), [
    'TRADE',
  ]),
  list('positions', POSITION_COLUMNS, listed(position), ['AT (MEAN)']),
  list('positions --all', EVERYONES_POSITION_COLUMNS, listed(position), ['AT (MEAN)', 'AT (MEAN)']),
  list(
    'candles',
    CANDLE_COLUMNS,
    listed(
      create(CandleSchema, {
        openTimeNs: TIME_NS,
        openPrice: PRICE,
        highPrice: PRICE,
        lowPrice: PRICE,
        closePrice: PRICE,
        volume: '98765432',
        tradeCount: 123_456n,
      }),
    ),
  ),
  list('stats', STATISTICS_COLUMNS, listed(statistics)),
  list('watch ticker', TICKER_COLUMNS, listed(statistics), ['MAKER']),
  list('instruments', INSTRUMENT_COLUMNS, listed(instrument)),
  list(
    'watch executions',
    EXECUTION_COLUMNS,
    listed(
      create(ExecutionReportSchema, {
        sequence: 123_456_789n,
        execType: ExecType.TRADE,
        order,
        lastQuantity: QUANTITY,
        lastPrice: PRICE,
      }),
    ),
    ['SEQUENCE'],
  ),
  list(
    'sessions',
    SESSION_COLUMNS,
    create(LoginSessionSchema, {
      sessionId: '0123456789abcdef',
      partyId: 'alice',
      beginTimeNs: TIME_NS,
      expireTimeNs: TIME_NS,
      address: '203.0.113.100',
    }),
  ),
  list(
    'parties list',
    PARTY_COLUMNS,
    create(PartySchema, {
      partyId: 'market-maker-3',
      partyName: 'Market Makers of the North Incorporated',
      isAdmin: true,
      isDisabled: true,
    }),
  ),
  list('mongo users list', MONGO_USER_COLUMNS, {
    user: 'redleaf_reader',
    database: 'redleaf',
    roles: ['readWrite', 'dbAdmin', 'clusterMonitor'].map((role) => ({ role, database: 'redleaf' })),
  }),
];

function list<Row>(name: string, columns: readonly Column<Row>[], row: Row, leftOut: readonly string[] = []) {
  return [name, (width: number | undefined) => new Table(columns, width).lines([row]), leftOut] as const;
}

describe('on a terminal of 80 columns', () => {
  it.each(LISTS)('the list of %j fits into a line', (_name, lines, leftOut) => {
    const [header = '', row = ''] = lines(80);
    expect(header.length).toBeLessThanOrEqual(80);
    expect(row.length).toBeLessThanOrEqual(80);
    const [whole = ''] = lines(1_000);
    const left = headersOf(header);
    expect(headersOf(whole).filter((title) => title !== left[0] || left.shift() === undefined)).toEqual(
      leftOut,
    );
  });
});

function headersOf(line: string): string[] {
  return line.split(/ {2,}/);
}

it.each([
  ['stats', STATISTICS_COLUMNS],
  ['watch ticker', TICKER_COLUMNS],
])('%s shows the change in percent', (_, columns) => {
  const change = (item: Statistics) =>
    columns.find(({ header }) => header === 'CHANGE')?.text({ item, instrument });
  expect(change(statistics)).toBe('+2.99%');
  // Nothing has traded yet.
  expect(change(create(StatisticsSchema))).toBe('');
});
