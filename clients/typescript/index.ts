export { Code } from '@connectrpc/connect';
export { type ConnectOptions, connectRedleaf, type Redleaf } from './connect-redleaf.ts';
export type { MulticastOptions } from './listen-multicast.ts';
export { LocalOrderBook } from './local-order-book.ts';
export {
  type MarketDataState,
  MarketDataStream,
  type MarketDataStreamOptions,
  type MarketDataWish,
} from './market-data-stream.ts';
export type { MulticastEvent } from './multicast-message.ts';
export type { MulticastGap, MulticastPosition } from './multicast-order.ts';
export { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
export { isTemporary } from './reconnect.ts';
export { RedleafError } from './redleaf-error.ts';
export type { StreamPosition } from './resumed-stream.ts';
export type { TradeGap } from './trade-gap.ts';
export type { PositionOptions, ResumeOptions, WatchOptions } from './watch.ts';
