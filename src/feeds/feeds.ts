import { Directory } from '../directory/directory.ts';
import type { Clock } from '../domain/clock.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
import type { TradeRecord } from '../domain/trade.ts';
import { fanOut } from '../events/fan-out.ts';
import { CommandKind, type Frame, type FrameConsumer } from '../events/frame.ts';
import type { Position } from '../market/position.ts';
import { TradingDays } from '../market/trading-days.ts';
import { Books } from './books.ts';
import { ClockAdvances } from './clock-advances.ts';
import type { DepthBook } from './depth-book.ts';
import type { ExecutionRecord } from './execution.ts';
import { type ExecutionMessage, ExecutionSubscription } from './execution-subscription.ts';
import { Executions } from './executions.ts';
import { Head } from './head.ts';
import type { InstrumentMarket, MarketState } from './instrument-market.ts';
import { Markets } from './markets.ts';
import type { OlderEntries } from './older-entries.ts';
import { OrderQueues } from './order-queues.ts';
import { Orders } from './orders.ts';
import type { PositionMessage, ValuedPosition } from './position-subscription.ts';
import { Positions } from './positions.ts';
import type { Subscription } from './subscriptions.ts';
import { Trades } from './trades.ts';
import type { View } from './view.ts';
import { Watchers } from './watchers.ts';

interface OlderStreams {
  readonly trades: OlderEntries<TradeRecord>;
  readonly executions: OlderEntries<ExecutionRecord>;
}

export interface FeedOptions {
  /** Which history the views are of: see `newEpoch`. */
  readonly epoch: number;
  /**
   * How many trades, and how many executions, are kept in memory for clients that come back. 0 for views that are only written to a
   * snapshot: they leave out all that streams alone need.
   */
  readonly retained: number;
  /** Reads the entries that memory no longer has; not set for views without subscribers. */
  readonly older?: OlderStreams;
  /** How often a quiet stream sends a heartbeat. */
  readonly heartbeatMs: number;
  /** When the days of candles begin; those of UTC unless it is set. */
  readonly days?: TradingDays;
  /** It takes the frames. Statistics are of the 24 hours before its time; unless it is set, before the last event. */
  readonly clock?: Clock & FrameConsumer;
}

/**
 * Everything that may be read: the views of all committed events. Nothing here is ahead of the disk, so what a reader has seen is
 * true after a crash too.
 */
export class Feeds {
  readonly directory = new Directory();
  readonly watchers = new Watchers();
  readonly clockAdvances = new ClockAdvances();
  readonly clock: Clock;
  readonly orders: Orders;
  readonly queues: OrderQueues;
  readonly positions: Positions;
  readonly trades: Trades;
  readonly executions: Executions;
  /** Takes the committed frames. */
  readonly fold: FrameConsumer;
  readonly #options: FeedOptions;
  readonly #head = new Head();
  readonly #books: Books;
  readonly #markets: Markets;
  readonly #views: readonly View[];

  constructor(options: FeedOptions) {
    this.#options = options;
    const { retained, heartbeatMs, older, days = new TradingDays() } = options;
    const head = this.#head;
    this.clock = options.clock ?? { now: () => head.timeNs };
    this.orders = new Orders(head);
    this.queues = new OrderQueues(this.orders);
    this.trades = new Trades(head, { retained, heartbeatMs, older: older?.trades });
    this.executions = new Executions(
      { head, orders: this.orders, trades: this.trades },
      { retained, heartbeatMs, older: older?.executions },
    );
    this.positions = new Positions(head);
    this.#markets = new Markets({ head, trades: this.trades, days });
    this.#books = new Books({ head, watchers: this.watchers, heartbeatMs });
    // What a snapshot does not hold.
    const forReaders = retained > 0 ? [this.queues, this.executions, this.#books] : [];
    // A new view is added here. The first ones come first because others read them while they take the same event: the head, the
    // orders, the trades. The books come last because they wake the watchers, who read the other views.
    this.#views = [
      head,
      this.directory,
      this.orders,
      this.trades,
      this.positions,
      this.#markets,
      this.clockAdvances,
      ...forReaders,
    ];
    this.fold = fanOut(options.clock ?? {}, ...this.#views);
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  /** The last event that is in the views. */
  get sequence(): number {
    return this.#head.sequence;
  }

  /** Time of that event: nanoseconds since 1970-01-01 UTC. */
  get timeNs(): bigint {
    return this.#head.timeNs;
  }

  /** The last event of the snapshot or the import that the views began with: they have its result, not each event up to it. */
  get beganWith(): number {
    return this.#head.beganWith;
  }

  /** Undefined for an instrument that is not listed. */
  book(instrumentId: number): DepthBook | undefined {
    return this.#books.get(instrumentId);
  }

  /** Last trade, candles and statistics. Undefined for an instrument that is not listed. */
  market(instrumentId: number): InstrumentMarket | undefined {
    return this.#markets.get(instrumentId);
  }

  /** Of all instruments that have traded. */
  marketStates(): Iterable<MarketState> {
    return this.#markets.states();
  }

  /** A position as it stands, with the last price of its instrument. */
  valued(position: Position): ValuedPosition {
    return { position: { ...position }, lastPrice: this.#markets.lastPriceOf(position.instrumentId) };
  }

  /** The executions of a party as `executions.subscribe` gives them, with the queue places of its open orders. */
  subscribeExecutionsAndPlaces(
    partyNumber: number,
    resumeFrom: number | undefined,
  ): Subscription<ExecutionMessage> {
    const executions = this.executions.subscribe(partyNumber, resumeFrom);
    return new ExecutionSubscription(executions, this.queues.watch(partyNumber));
  }

  /** The positions of a party, or of everyone with 0: all of them, and then those that change. */
  subscribePositions(partyNumber: number): Subscription<PositionMessage> {
    return this.positions.subscribe(partyNumber, {
      heartbeatMs: this.#options.heartbeatMs,
      lastPriceOf: (instrumentId) => this.#markets.lastPriceOf(instrumentId),
    });
  }

  /** The events since the last call are durable: wakes the subscribers that wait for them. */
  publish(): void {
    for (const view of this.#views) view.publish?.();
  }

  /**
   * A snapshot of the state after this event is restored next. The views take it as an import of one frame: instruments, parties,
   * then orders. Ends with `endRestore` of the same event.
   */
  beginRestore(sequence: number, timeNs: bigint): void {
    this.fold.begin?.(frameOf(sequence, timeNs));
  }

  endRestore(sequence: number, timeNs: bigint): void {
    this.fold.end?.(frameOf(sequence, timeNs));
  }

  restoreInstrument(instrument: Instrument): void {
    this.fold.instrumentCreated?.({ instrument });
  }

  restoreParty(party: Party): void {
    this.fold.partyCreated?.({ party });
  }

  /** Open orders come in time priority. */
  restoreOpenOrder(order: Order): void {
    this.fold.orderImported?.({ order });
  }

  /** Closed orders come the longest closed first. */
  restoreClosedOrder(order: Order): void {
    this.fold.orderImported?.({ order });
  }

  restorePosition(position: Position): void {
    this.positions.restore(position);
  }

  restoreMarket(state: MarketState): void {
    this.#markets.restore(state);
  }
}

function frameOf(sequence: number, timeNs: bigint): Frame {
  return { sequence, timeNs, kind: CommandKind.Import, partyNumber: 0, orderId: 0 };
}
