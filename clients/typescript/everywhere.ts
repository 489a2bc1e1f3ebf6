/** Exports for Node and browsers. */
export { Code } from '@connectrpc/connect';
export { ErrorReason } from '../../gen/redleaf/v1/error_pb.ts';
export { ExecType, type ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
export { SortOrder } from '../../gen/redleaf/v1/history_pb.ts';
export { type Instrument, TradingStatus } from '../../gen/redleaf/v1/instrument_pb.ts';
export {
  type Candle,
  CandleInterval,
  type PriceLevel,
  type Statistics,
  type Trade,
} from '../../gen/redleaf/v1/market_data_pb.ts';
export { MarketDataChannel, type MarketDataUpdate } from '../../gen/redleaf/v1/market_data_service_pb.ts';
export {
  CancelReason,
  type Fill,
  type Order,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '../../gen/redleaf/v1/order_pb.ts';
export type {
  AmendOrderResponse,
  CancelAllOrdersResponse,
  CancelOrderResponse,
  PlaceOrderResponse,
} from '../../gen/redleaf/v1/order_service_pb.ts';
export type { Position } from '../../gen/redleaf/v1/position_pb.ts';
export { fromMinorUnits, toMinorUnits } from './decimal.ts';
export { listInstruments } from './instrument-list.ts';
export type { Amount, ListedInstrument } from './listed-instrument.ts';
export type { LiveBook, LiveBookOptions } from './live-book.ts';
export { LocalOrderBook } from './local-order-book.ts';
export {
  type MarketDataEvents,
  type MarketDataNotice,
  type MarketDataState,
  MarketDataStream,
  type MarketDataStreamOptions,
  type MarketDataWish,
} from './market-data-stream.ts';
export type { CancelAllFilter, NewOrder, OrderChange, OrderName } from './order-terms.ts';
export type { OrderingOptions } from './ordering.ts';
export { isTemporary } from './reconnect.ts';
export { type ErrorReasonName, type FieldViolation, RedleafError } from './redleaf-error.ts';
export type { StreamPosition } from './resumed-stream.ts';
export type { TradeGap } from './trade-gap.ts';
export type { PositionOptions, ResumeOptions, WatchOptions } from './watch.ts';
