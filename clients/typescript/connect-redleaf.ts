import { type Client, createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import type { ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import type { Position } from '../../gen/redleaf/v1/position_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { listenMulticast, type MulticastOptions } from './listen-multicast.ts';
import type { LocalOrderBook } from './local-order-book.ts';
import { MarketDataStream, type MarketDataStreamOptions } from './market-data-stream.ts';
import type { MulticastEvent } from './multicast-message.ts';
import { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
import { Session } from './session.ts';
import { sessionTransport } from './session-transport.ts';
import {
  type PositionOptions,
  type ResumeOptions,
  type WatchOptions,
  watchExecutions,
  watchOrderBook,
  watchPositions,
  watchTrades,
} from './watch.ts';

export interface ConnectOptions {
  /** For example `http://127.0.0.1:8000`. */
  readonly url: string;
  /** From an earlier login. */
  readonly token?: string | undefined;
  /** With `password`: logs in when the first call needs it, and again when the token has ended. */
  readonly partyId?: string | undefined;
  readonly password?: string | undefined;
}

/** A connection to the exchange. Every call throws `RedleafError` and nothing else. */
export interface Redleaf {
  readonly sessions: Client<typeof SessionService>;
  readonly orders: Client<typeof OrderService>;
  readonly marketData: Client<typeof MarketDataService>;
  readonly history: Client<typeof HistoryService>;
  readonly positions: Client<typeof PositionService>;
  readonly admin: Client<typeof AdminService>;
  /** For bots: commands in order over one stream, many in flight. */
  openOrderEntry(options?: OrderEntryOptions): OrderEntryStream;
  /** Market data of many instruments and channels over one stream. Reconnects by itself. */
  openMarketData(options?: MarketDataStreamOptions): MarketDataStream;
  /** The book and its changes: the same object, brought up to date before each turn. Reconnects by itself. */
  watchOrderBook(
    instrumentId: number,
    options?: WatchOptions,
  ): AsyncGenerator<LocalOrderBook, void, undefined>;
  /** Trades of one instrument, 0 for all, without a gap or a repeat. Reconnects by itself. */
  watchTrades(instrumentId: number, options?: ResumeOptions): AsyncGenerator<Trade, void, undefined>;
  /** Reports on the caller's orders, without a gap or a repeat. Reconnects by itself. */
  watchExecutions(options?: ResumeOptions): AsyncGenerator<ExecutionReport, void, undefined>;
  /** Positions as they stand, and each again when it changes. Reconnects by itself. */
  watchPositions(options?: PositionOptions): AsyncGenerator<Position, void, undefined>;
  /** What the exchange sends by UDP multicast, without a gap or a repeat: what is lost is fetched again. */
  listenMulticast(options?: MulticastOptions): AsyncGenerator<MulticastEvent, void, undefined>;
  /** Ends the connection and every call on it. */
  close(): void;
}

/** Nothing is sent before the first call, so this never fails. */
export function connectRedleaf({ url, token, partyId, password }: ConnectOptions): Redleaf {
  // Pings find a connection that died without a word, so that streams can go on over another.
  const sessionManager = new Http2SessionManager(url, { pingIntervalMs: 10_000 });
  // Fields of a newer exchange are passed over: kept, they would only take memory.
  const binaryOptions = { readUnknownFields: false };
  const transport = createGrpcTransport({ baseUrl: url, sessionManager, binaryOptions });
  const credentials = partyId !== undefined && password !== undefined ? { partyId, password } : undefined;
  const session = new Session(transport, token, credentials);
  const authorized = sessionTransport(transport, session);
  const orders = createClient(OrderService, authorized);
  const marketData = createClient(MarketDataService, authorized);
  const positions = createClient(PositionService, authorized);
  return {
    sessions: createClient(SessionService, authorized),
    orders,
    marketData,
    history: createClient(HistoryService, authorized),
    positions,
    admin: createClient(AdminService, authorized),
    openOrderEntry: (options) => new OrderEntryStream(orders, options),
    openMarketData: (options) => new MarketDataStream(marketData, options),
    watchOrderBook: (instrumentId, options = {}) => watchOrderBook(marketData, instrumentId, options),
    watchTrades: (instrumentId, options = {}) => watchTrades(marketData, instrumentId, options),
    watchExecutions: (options = {}) => watchExecutions(orders, { ...options, canLogin: session.canLogin }),
    watchPositions: (options = {}) => watchPositions(positions, { ...options, canLogin: session.canLogin }),
    listenMulticast: (options = {}) => listenMulticast(marketData, options),
    close: () => sessionManager.abort(),
  };
}
