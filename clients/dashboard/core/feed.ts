import type { MarketDataStream } from '../../typescript/market-data-stream.ts';

/** All market data of the page, over one connection: stores subscribe to what they show, and end that when they are closed. */
export type Feed = Pick<MarketDataStream, 'subscribe'>;
