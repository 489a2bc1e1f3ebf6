/** The entry for Node: gRPC, order-entry streams and multicast, and everything that browsers have. */
export {
  connectRedleaf,
  type NodeConnectOptions as ConnectOptions,
  NodeRedleaf as Redleaf,
} from './connect-redleaf.ts';
export * from './everywhere.ts';
export type { MulticastOptions } from './listen-multicast.ts';
export type { MulticastEvent } from './multicast-message.ts';
export type { MulticastGap, MulticastPosition } from './multicast-order.ts';
export { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
export { Trading, type TradingOptions } from './trading.ts';
