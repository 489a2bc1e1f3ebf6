import type { TimedEventSink } from '../domain/event-sink.ts';
import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import { Side as SideValue } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade, TradeRecord } from '../domain/trade.ts';
import type { Position } from '../market/position.ts';
import { TradingDays } from '../market/trading-days.ts';
import { DepthBook } from './depth-book.ts';
import { ExecType, type ExecutionRecord, reportOf, tradeReportOf } from './execution.ts';
import { type ExecutionMessage, ExecutionSubscription } from './execution-subscription.ts';
import { InstrumentMarket, type MarketState } from './instrument-market.ts';
import { LogFeed } from './log-feed.ts';
import type { OlderEntries } from './older-entries.ts';
import { OrderQueues } from './order-queues.ts';
import { acceptedOrder, type OrderRecord } from './order-record.ts';
import { Orders } from './orders.ts';
import type { PositionMessage, ValuedPosition } from './position-subscription.ts';
import { Positions } from './positions.ts';
import { Registry } from './registry.ts';
import type { Subscription } from './subscriptions.ts';
import { tradeRecord } from './trade.ts';
import { Watchers } from './watchers.ts';

interface OlderStreams {
  readonly trades: OlderEntries<TradeRecord>;
  readonly executions: OlderEntries<ExecutionRecord>;
}

export interface FeedOptions {
  /** Which history the views are of: see `newEpoch`. */
  readonly epoch: number;
  /** How many trades, and how many executions, are kept in memory for clients that come back. */
  readonly retained: number;
  /** Reads entries that memory no longer has; not set for views without subscribers. */
  readonly older?: OlderStreams;
  /** A quiet stream says so every so often. */
  readonly heartbeatMs: number;
  /** When the days of candles begin; those of UTC unless it is set. */
  readonly days?: TradingDays;
}

/**
 * Everything that may be read: the fold of all committed events into views. Nothing here
 * is ahead of the disk, so whatever anyone has seen is true after a crash too.
 */
export class Feeds implements TimedEventSink {
  readonly registry = new Registry();
  readonly orders = new Orders();
  readonly queues = new OrderQueues(this.orders);
  readonly positions = new Positions();
  readonly watchers = new Watchers();
  readonly trades: LogFeed<TradeRecord>;
  readonly executions: LogFeed<ExecutionRecord>;
  readonly #options: FeedOptions;
  readonly #days: TradingDays;
  readonly #books = new Map<number, DepthBook>();
  readonly #markets = new Map<number, InstrumentMarket>();
  readonly #touchedBooks = new Set<DepthBook>();
  #sequence = 0;
  #beganWith = 0;
  #timeNs = 0n;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { retained, heartbeatMs, older, days = new TradingDays() } = options;
    this.#days = days;
    this.trades = new LogFeed((trade) => trade.instrumentId, {
      retained,
      heartbeatMs,
      older: older?.trades,
    });
    this.executions = new LogFeed(({ terms }) => terms.partyNumber, {
      retained,
      heartbeatMs,
      older: older?.executions,
    });
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  /** The last event that is in the views. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Time of that event: nanoseconds since 1970-01-01 UTC. */
  get timeNs(): bigint {
    return this.#timeNs;
  }

  /** The last event of the snapshot or the import that the views began with: they have what it came to, and not each event. */
  get beganWith(): number {
    return this.#beganWith;
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
  *marketStates(): Iterable<MarketState> {
    for (const market of this.#markets.values()) {
      const state = market.state();
      if (state !== undefined) yield state;
    }
  }

  /** A position as it stands, with the last price of its instrument. */
  valued(position: Position): ValuedPosition {
    return { position: { ...position }, lastPrice: this.#lastPriceOf(position.instrumentId) };
  }

  /** Listens to the executions of a party as `executions.subscribe`, and to where its open orders stand. */
  subscribeExecutionsAndPlaces(
    partyNumber: number,
    resumeFrom: number | undefined,
  ): Subscription<ExecutionMessage> {
    const executions = this.executions.subscribe(partyNumber, resumeFrom);
    return new ExecutionSubscription(executions, this.queues.watch(partyNumber));
  }

  /** Listens to the positions of a party, or of everyone with 0: all of them, and then what changes. */
  subscribePositions(partyNumber: number): Subscription<PositionMessage> {
    return this.positions.subscribe(partyNumber, {
      heartbeatMs: this.#options.heartbeatMs,
      lastPriceOf: (instrumentId) => this.#lastPriceOf(instrumentId),
      sequence: () => this.#sequence,
    });
  }

  /** What is put back next is the state after this event; what happened until then is not in the streams. */
  restored(sequence: number, timeNs: bigint): void {
    this.at(sequence, timeNs);
    this.#beganWith = sequence;
    this.trades.startAfter(sequence);
    this.executions.startAfter(sequence);
  }

  restoreInstrument(instrument: Instrument): void {
    this.registry.addInstrument(instrument);
    const { instrumentId } = instrument;
    const options = { heartbeatMs: this.#options.heartbeatMs };
    this.#books.set(instrumentId, new DepthBook(instrumentId, this.#sequence, options));
    this.#markets.set(instrumentId, new InstrumentMarket(instrumentId, this.#days));
  }

  restoreParty(party: Party): void {
    this.registry.addParty(party);
  }

  /** Orders come in order of time priority. */
  restoreOpenOrder(order: OrderRecord): void {
    this.orders.add(order);
    this.#touch(order.instrumentId).add(this.#sequence, order.side, order.price, order.leavesQuantity);
    this.queues.rested(order.instrumentId, order.orderId);
  }

  restoreClosedOrder(order: OrderRecord): void {
    this.orders.addClosed(order);
  }

  restorePosition(position: Position): void {
    this.positions.restore(position);
  }

  restoreMarket(state: MarketState): void {
    this.#marketOf(state.instrumentId).restore(state);
  }

  /** The events since the last call are durable: wakes whoever waits for them. */
  publish(): void {
    for (const book of this.#touchedBooks) {
      book.publish();
      this.watchers.touched(book.instrumentId);
    }
    this.#touchedBooks.clear();
    this.positions.publish();
    this.trades.committed(this.#sequence);
    this.executions.committed(this.#sequence);
  }

  at(sequence: number, timeNs: bigint): void {
    this.#sequence = sequence;
    this.#timeNs = timeNs;
  }

  instrumentCreated(instrument: Instrument): void {
    this.restoreInstrument({ createTimeNs: this.#timeNs, ...instrument });
    this.#touch(instrument.instrumentId);
  }

  partyCreated(party: Party): void {
    this.restoreParty(party);
  }

  partyStatusChanged(partyNumber: number, isDisabled: boolean): void {
    this.registry.setPartyStatus(partyNumber, isDisabled);
  }

  accepted(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
    clientOrderId: string,
  ): void {
    const order = acceptedOrder(
      orderId,
      instrumentId,
      partyNumber,
      side,
      orderType,
      timeInForce,
      price,
      quantity,
      clientOrderId,
      this.#timeNs,
    );
    this.orders.add(order);
    this.#report(ExecType.New, order, undefined);
  }

  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void {
    this.#touch(instrumentId).add(this.#sequence, side, price, leaves);
    this.queues.rested(instrumentId, orderId);
  }

  traded(
    tradeId: number,
    instrumentId: number,
    price: number,
    quantity: number,
    aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    const makerSide = aggressorSide === SideValue.Buy ? SideValue.Sell : SideValue.Buy;
    this.#touch(instrumentId).reduce(this.#sequence, makerSide, price, quantity, makerLeaves === 0 ? 1 : 0);
    if (makerLeaves === 0) this.queues.left(instrumentId, makerSide, price, makerOrderId);
    else this.queues.reduced(instrumentId, makerSide, price);
    const trade = tradeRecord(
      this.#sequence,
      this.#timeNs,
      tradeId,
      instrumentId,
      price,
      quantity,
      aggressorSide,
      makerOrderId,
      makerPartyNumber,
      makerLeaves,
      takerOrderId,
      takerPartyNumber,
      takerLeaves,
    );
    this.trades.append(trade);
    this.#marketOf(instrumentId).traded(trade);
    this.positions.traded(trade);
    const taker = this.orders.traded(takerOrderId, price, quantity, takerLeaves, this.#timeNs);
    this.executions.append(tradeReportOf(this.#sequence, taker, tradeId, price, quantity, false));
    const maker = this.orders.traded(makerOrderId, price, quantity, makerLeaves, this.#timeNs);
    this.executions.append(tradeReportOf(this.#sequence, maker, tradeId, price, quantity, true));
  }

  canceled(
    orderId: number,
    instrumentId: number,
    _partyNumber: number,
    side: Side,
    price: number,
    canceledQuantity: number,
    reason: CancelReason,
    wasResting: boolean,
  ): void {
    if (wasResting) {
      this.#touch(instrumentId).reduce(this.#sequence, side, price, canceledQuantity, 1);
      this.queues.left(instrumentId, side, price, orderId);
    }
    this.#report(ExecType.Canceled, this.orders.canceled(orderId, this.#timeNs), reason);
  }

  amended(
    orderId: number,
    instrumentId: number,
    _partyNumber: number,
    side: Side,
    oldPrice: number,
    oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void {
    const book = this.#touch(instrumentId);
    if (priorityKept) {
      book.reduce(this.#sequence, side, oldPrice, oldLeaves - leaves, 0);
      this.queues.reduced(instrumentId, side, oldPrice);
    } else {
      book.reduce(this.#sequence, side, oldPrice, oldLeaves, 1);
      this.queues.left(instrumentId, side, oldPrice, orderId);
    }
    this.#report(
      ExecType.Replaced,
      this.orders.amended(orderId, price, leaves, priorityKept, this.#timeNs),
      undefined,
    );
  }

  importBegun(): void {}

  /** Nothing happened to it here: no execution is reported. */
  orderImported(order: OrderSnapshot): void {
    const record = { ...order, priority: 0 };
    if (order.leavesQuantity > 0) this.restoreOpenOrder(record);
    else this.restoreClosedOrder(record);
    this.#imported();
  }

  /** It counts in the market's statistics; positions are imported as they came to be. Streams tell what happens here. */
  tradeImported(trade: Trade): void {
    this.#marketOf(trade.instrumentId).traded({ ...trade, sequence: this.#sequence });
    this.#imported();
  }

  positionImported(position: ImportedPosition): void {
    this.positions.imported(position, this.#sequence);
  }

  #imported(): void {
    this.#beganWith = this.#sequence;
    this.trades.startAfter(this.#sequence);
  }

  #touch(instrumentId: number): DepthBook {
    const book = this.#books.get(instrumentId);
    if (book === undefined) throw new Error(`event about instrument ${instrumentId}, which is not listed`);
    this.#touchedBooks.add(book);
    return book;
  }

  #lastPriceOf(instrumentId: number): number | undefined {
    return this.#markets.get(instrumentId)?.lastTrade?.price;
  }

  #marketOf(instrumentId: number): InstrumentMarket {
    const market = this.#markets.get(instrumentId);
    if (market === undefined) throw new Error(`event about instrument ${instrumentId}, which is not listed`);
    return market;
  }

  #report(execType: ExecType, order: OrderRecord, cancelReason: CancelReason | undefined): void {
    this.executions.append(reportOf(this.#sequence, execType, order, cancelReason));
  }
}
