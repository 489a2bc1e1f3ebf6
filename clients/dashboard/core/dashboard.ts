import type { Transport } from '@connectrpc/connect';
import type { ExecutionReport } from '../../../gen/redleaf/v1/execution_pb.ts';
import { ExecType } from '../../../gen/redleaf/v1/execution_pb.ts';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { OrderType } from '../../../gen/redleaf/v1/order_pb.ts';
import { MarketDataStream } from '../../typescript/market-data-stream.ts';
import { Account } from './account.ts';
import { type Api, createApi } from './api.ts';
import { BookHistory } from './book-history.ts';
import { decimalText } from './decimal.ts';
import type { ExchangeSettings } from './exchange-settings.ts';
import { firstLink, isFirst, type Link, type LinkEvent, nextLink } from './link.ts';
import { Log } from './log.ts';
import { Market } from './market.ts';
import { OrderDesk } from './order-desk.ts';
import { Session } from './session.ts';
import { SettingsStore } from './settings.ts';
import { Source } from './source.ts';
import { Storage, type TextStore } from './storage.ts';
import { checkTicket, EMPTY_TICKET, orderText, type TicketForm, withOrderType } from './ticket.ts';
import { durationText } from './time.ts';
import { otherSide, sideText } from './words.ts';

/** What is worth a sound; each is an object of its own. */
export interface Cue {
  readonly kind: 'fill' | 'reject';
}

/** What is asked before it is done. */
export interface Question {
  readonly title: string;
  /** The button that does it. */
  readonly yes: string;
  /** Whether it is asked at all. */
  readonly setting: 'confirmCancelAll';
  readonly onYes: () => void;
}

interface Options {
  /** @param token what goes with each call, if anything does. */
  readonly transport: (token: () => string | undefined) => Transport;
  readonly settings: ExchangeSettings;
  readonly texts: TextStore | undefined;
}

const PING_MS = 2_500;
const RENEW_MS = 5 * 60_000;
/** A timer that is later than this was asleep with its machine. */
const SLEPT_MS = 15_000;

/** The page without its looks: every part of it, wired. There is one. */
export class Dashboard {
  readonly exchange: ExchangeSettings;
  readonly api: Api;
  readonly log = new Log();
  readonly session = new Session();
  readonly storage: Storage;
  readonly settings: SettingsStore;
  readonly feed: MarketDataStream;
  readonly market: Market;
  /** The last minutes of the book that is looked at; they are here before anyone asks to see them. */
  readonly bookHistory = new Source<BookHistory | undefined>(undefined);
  readonly link: Source<Link>;
  readonly orders: OrderDesk;
  /** Of the party that is logged in; undefined while nobody is. */
  readonly account = new Source<Account | undefined>(undefined);
  /** What stands in the ticket: the ladder and the chart fill it in. */
  readonly ticket = new Source<TicketForm>(EMPTY_TICKET);
  /** The number of the own order that keys act on. */
  readonly selectedOrder = new Source<bigint | undefined>(undefined);
  /** What waits for an answer. */
  readonly question = new Source<Question | undefined>(undefined);
  /** The last thing that may be heard. */
  readonly cue = new Source<Cue | undefined>(undefined);
  /** Whether the log-in is open. */
  readonly isLoggingIn = new Source<boolean>(false);
  #renewedMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor({ transport, settings, texts }: Options) {
    this.exchange = settings;
    this.storage = new Storage(texts);
    this.settings = new SettingsStore(this.storage);
    this.api = createApi(transport(() => this.session.token));
    this.link = new Source(firstLink(Date.now()));
    this.feed = new MarketDataStream(this.api.marketData, {
      onState: (state) => {
        this.#linkEvent({ kind: 'stream', state });
        // Both came over the same network.
        if (state === 'stale') this.account.value?.reopen();
      },
      onError: (error, refused) => {
        // A lost connection is what the link tells.
        if (refused !== undefined) this.log.add('error', `Market data: ${error.message}`);
      },
    });
    const symbol = this.storage.read('symbol');
    this.market = new Market(this.feed, typeof symbol === 'string' ? symbol : undefined);
    this.market.selected.subscribe(() => this.#selected());
    this.orders = new OrderDesk({
      api: this.api,
      log: this.log,
      account: () => this.account.value,
      describe: (order) => {
        const instrument = this.market.instrument(order.instrumentId);
        return instrument === undefined ? 'An order' : orderText(order, instrument);
      },
      onRefused: () => {
        this.cue.value = { kind: 'reject' };
      },
      onSessionEnded: (why) => this.session.ended(this.session.token, why),
    });
    this.session.party.subscribe(() => this.#partyChanged());
  }

  start(): void {
    let lastMs = Date.now();
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      if (nowMs - lastMs > SLEPT_MS) this.reopen();
      lastMs = nowMs;
      this.#linkEvent({ kind: 'tick', silentMs: this.feed.silentMs });
      void this.#ping();
      if (nowMs - this.#renewedMs > RENEW_MS) {
        this.#renewedMs = nowMs;
        void this.session.renew(this.api);
      }
    }, PING_MS);
    void this.#ping();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.feed.close();
    this.account.value?.close();
  }

  /** The network is back, the machine was asleep, or the user asks: what is open may be dead without a word. */
  reopen(): void {
    this.feed.reconnect();
    this.account.value?.reopen();
  }

  /** Cancels all open orders, or those of one instrument, and asks before unless that is turned off. */
  askToCancelAll(instrument?: Instrument): void {
    const onYes = () => void this.orders.cancelAll(instrument?.instrumentId);
    if (!this.settings.current.value.confirmCancelAll) {
      onYes();
      return;
    }
    const which = instrument === undefined ? 'all open orders' : `all open orders of ${instrument.symbol}`;
    this.question.value = {
      title: `Cancel ${which}?`,
      yes: 'Cancel them',
      setting: 'confirmCancelAll',
      onYes,
    };
  }

  /** Sends what stands in the ticket at a price of the book, without a question. */
  placeAtOnce(price: number, instrument: Instrument): void {
    if (this.session.party.value === undefined) {
      this.isLoggingIn.value = true;
      return;
    }
    const form = {
      ...withOrderType(this.ticket.value, OrderType.LIMIT),
      price: decimalText(price, instrument.priceScale),
    };
    this.ticket.value = form;
    const checked = checkTicket(form, instrument);
    if (checked.problems === undefined) {
      void this.orders.place(checked.order);
      return;
    }
    const problems = Object.entries(checked.problems).map(([field, problem]) => `${field} ${problem}`);
    this.log.add('error', `Nothing is sent: the ticket's ${problems.join(', ')}`);
  }

  /** Cancels the order that is selected, if it is open. */
  cancelSelected(): void {
    const selected = this.selectedOrder.value;
    const own = this.account.value?.openOrders.value.find(({ order }) => order.orderId === selected);
    if (own !== undefined && own.pending === undefined) void this.orders.cancel(own.order);
  }

  async #ping(): Promise<void> {
    const beganMs = performance.now();
    try {
      await this.api.health.check({}, { timeoutMs: 2 * PING_MS });
      this.#linkEvent({ kind: 'pong', roundTripMs: performance.now() - beganMs });
    } catch {
      // Silence is what a tick looks for.
    }
  }

  #linkEvent(event: LinkEvent): void {
    const before = this.link.value;
    const after = nextLink(before, event, Date.now());
    this.link.value = after;
    if (after.state === before.state || isFirst(before)) return;
    if (after.state !== 'live') this.bookHistory.value?.interrupt();
    if (after.state === 'reconnecting')
      this.log.add('warning', 'The connection to the exchange is lost; trying again');
    if (after.state === 'live') {
      this.log.add('good', `The exchange is back after ${durationText(after.interruptedMs)}: resynchronised`);
    }
  }

  #selected(): void {
    const instrument = this.market.selected.value;
    if (instrument !== undefined) this.storage.write('symbol', instrument.symbol);
    this.#followBook(instrument?.instrumentId);
    this.ticket.value = { ...this.ticket.value, price: '', quantity: '' };
  }

  #followBook(instrumentId: number | undefined): void {
    const before = this.bookHistory.value;
    // The exchange may send an instrument again: it is the same one.
    if (before?.instrumentId === instrumentId) return;
    before?.close();
    this.bookHistory.value =
      instrumentId === undefined ? undefined : new BookHistory(this.feed, instrumentId);
  }

  #partyChanged(): void {
    this.account.value?.close();
    this.selectedOrder.value = undefined;
    // It was asked of somebody who is not there any more.
    this.question.value = undefined;
    const party = this.session.party.value;
    if (party === undefined) {
      this.account.value = undefined;
      if (this.session.ending.value !== '')
        this.log.add('warning', `Logged out: ${this.session.ending.value}`);
      return;
    }
    this.isLoggingIn.value = false;
    this.log.add('info', `Logged in as ${party.partyId}`);
    this.#openAccount();
  }

  #openAccount(): void {
    const account = new Account(this.api, this.session.token, {
      onReport: (report) => this.#reported(report),
      onNewHistory: () => {
        this.log.add('warning', 'The exchange was restored: orders and fills are loaded anew');
        this.selectedOrder.value = undefined;
        // Lists that begin with an account forget what the exchange does not know any more.
        this.#openAccount();
      },
      onSessionEnded: (token, why) => this.session.ended(token, why),
    });
    this.account.value = account;
    void account.run();
  }

  /** What others did with the party's orders is said here; what the page itself asked for is said by its answer. */
  #reported({ execType, order, isMaker, lastPrice, lastQuantity }: ExecutionReport): void {
    if (execType !== ExecType.TRADE || order === undefined) return;
    this.cue.value = { kind: 'fill' };
    if (!isMaker) return;
    const instrument = this.market.instrument(order.instrumentId);
    if (instrument === undefined) return;
    const traded = { ...order, price: Number(lastPrice), quantity: Number(lastQuantity) };
    const by = `${sideText(otherSide(order.side)).toLowerCase()}er`;
    this.log.add('good', `${orderText(traded, instrument)}: filled, a ${by} came`);
  }
}
