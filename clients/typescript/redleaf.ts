import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import type { ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import {
  type AmendOrderResponse,
  type CancelAllOrdersResponse,
  type CancelOrderResponse,
  OrderService,
  type PlaceOrderResponse,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import type { Position } from '../../gen/redleaf/v1/position_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { InstrumentList } from './instrument-list.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { LiveBook, type LiveBookOptions } from './live-book.ts';
import type { LocalOrderBook } from './local-order-book.ts';
import { MarketDataStream, type MarketDataStreamOptions } from './market-data-stream.ts';
import type { CancelAllFilter, NewOrder, OrderChange, OrderName } from './order-terms.ts';
import { Ordering, type OrderingOptions } from './ordering.ts';
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
  /** A token of an earlier login. It is not renewed. */
  readonly token?: string | undefined;
  /**
   * With `password`: the first call that needs a token logs in. The token is renewed before it ends, and after its end there is
   * another login.
   */
  readonly partyId?: string | undefined;
  readonly password?: string | undefined;
  /** Time limit of unary calls without their own, in milliseconds; default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** HEARTBEAT_MS of the exchange; default 5,000. A stream that is silent for twice as long is opened again. */
  readonly heartbeatMs?: number | undefined;
}

/** A connection to the exchange. Every call throws `RedleafError` and nothing else. */
export class Redleaf {
  readonly sessions: Client<typeof SessionService>;
  readonly orders: Client<typeof OrderService>;
  readonly marketData: Client<typeof MarketDataService>;
  readonly history: Client<typeof HistoryService>;
  readonly positions: Client<typeof PositionService>;
  readonly admin: Client<typeof AdminService>;
  /** A cache of instruments. */
  readonly instruments: InstrumentList;
  readonly #session: Session;
  readonly #ordering: Ordering;
  /** Time without a message after which a connection counts as lost. */
  protected readonly staleMs: number;
  /** The stream of all live books. */
  #books: MarketDataStream | undefined;

  /** Nothing is sent before the first call, so this never fails. */
  constructor(transport: Transport, options: Omit<ConnectOptions, 'url'>) {
    const { token, partyId, password, timeoutMs = 10_000, heartbeatMs = 5_000 } = options;
    const credentials = partyId !== undefined && password !== undefined ? { partyId, password } : undefined;
    this.#session = new Session(transport, token, credentials, timeoutMs);
    this.staleMs = 2 * heartbeatMs;
    const authorized = sessionTransport(transport, this.#session, timeoutMs);
    this.sessions = createClient(SessionService, authorized);
    this.orders = createClient(OrderService, authorized);
    this.marketData = createClient(MarketDataService, authorized);
    this.history = createClient(HistoryService, authorized);
    this.positions = createClient(PositionService, authorized);
    this.admin = createClient(AdminService, authorized);
    this.instruments = new InstrumentList(this.marketData);
    this.#ordering = new Ordering(this.orders, this.instruments);
  }

  /** Whether the connection can log in again when its token has ended. */
  get canLogin(): boolean {
    return this.#session.canLogin;
  }

  /** @throws RedleafError UNKNOWN_INSTRUMENT */
  instrument(symbol: string): Promise<ListedInstrument> {
    return this.instruments.bySymbol(symbol);
  }

  /** Finds an instrument by its number, as in reports. */
  instrumentById(instrumentId: number): Promise<ListedInstrument> {
    return this.instruments.byId(instrumentId);
  }

  /** Places an order. If the answer is lost, the order is sent again. It is executed once. */
  place(order: NewOrder, options?: OrderingOptions): Promise<PlaceOrderResponse> {
    return this.#ordering.place(order, options);
  }

  /** Changes an open order. If the answer is lost, the order is looked up, and the change is sent again if necessary. */
  amend(change: OrderChange, options?: OrderingOptions): Promise<AmendOrderResponse> {
    return this.#ordering.amend(change, options);
  }

  /**
   * Cancels the open quantity of an order. If the answer is lost, the cancel is sent again. An order that is canceled by then
   * counts as success.
   */
  cancel(order: OrderName, options?: OrderingOptions): Promise<CancelOrderResponse> {
    return this.#ordering.cancel(order, options);
  }

  /**
   * Cancels all open orders of the caller in one command. If the answer is lost, the command is sent again: it cancels what is
   * open then, and the count is of that attempt.
   */
  cancelAll(filter: CancelAllFilter = {}, options?: OrderingOptions): Promise<CancelAllOrdersResponse> {
    return this.#ordering.cancelAll(filter, options);
  }

  /** A live book that is right or marked as stale. All live books, at most 256, share one stream. */
  async followBook(symbol: string, options: LiveBookOptions = {}): Promise<LiveBook> {
    const instrument = await this.instruments.bySymbol(symbol);
    this.#books ??= this.openMarketData();
    return LiveBook.follow(this.#books, instrument, options);
  }

  /** Market data of many instruments and channels over one stream. Reconnects by itself. */
  openMarketData(options: MarketDataStreamOptions = {}): MarketDataStream {
    return new MarketDataStream(this.marketData, { staleMs: this.staleMs, ...options });
  }

  /** Yields the book after each change: always the same object, updated. Reconnects by itself. */
  watchOrderBook(
    instrumentId: number,
    options?: WatchOptions,
  ): AsyncGenerator<LocalOrderBook, void, undefined> {
    return watchOrderBook(this.marketData, instrumentId, { staleMs: this.staleMs, ...options });
  }

  /** Trades of one instrument, 0 for all, without a gap or a repeat. Reconnects by itself. */
  watchTrades(instrumentId: number, options?: ResumeOptions): AsyncGenerator<Trade, void, undefined> {
    return watchTrades(this.marketData, instrumentId, { staleMs: this.staleMs, ...options });
  }

  /** Reports on the caller's orders, without a gap or a repeat. Reconnects by itself. */
  watchExecutions(options?: ResumeOptions): AsyncGenerator<ExecutionReport, void, undefined> {
    return watchExecutions(this.orders, { ...this.#ownStream(), ...options });
  }

  /** All current positions, and then each changed position. Reconnects by itself. */
  watchPositions(options?: PositionOptions): AsyncGenerator<Position, void, undefined> {
    return watchPositions(this.positions, { ...this.#ownStream(), ...options });
  }

  /** Ends the connection and all its calls. */
  close(): void {
    this.#session.close();
    this.#books?.close();
  }

  #ownStream() {
    return { staleMs: this.staleMs, canLogin: this.canLogin };
  }
}
