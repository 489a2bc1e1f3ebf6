/** What runs in a browser: it needs nothing but @bufbuild/protobuf and @connectrpc/connect, and a transport of connect-web. */
export { Code } from '@connectrpc/connect';
export { LocalOrderBook } from './local-order-book.ts';
export {
  type MarketDataState,
  MarketDataStream,
  type MarketDataStreamOptions,
  type MarketDataWish,
} from './market-data-stream.ts';
export { RedleafError } from './redleaf-error.ts';
export type { TradeGap } from './trade-gap.ts';
