import { ExecType, type ExecutionReport } from '../../../gen/redleaf/v1/execution_pb.ts';
import { SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import type { Order } from '../../../gen/redleaf/v1/order_pb.ts';
import type { QueuePosition } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Position } from '../../../gen/redleaf/v1/position_pb.ts';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import { resumedStream, type StreamPosition } from '../../typescript/resumed-stream.ts';
import type { Api } from './api.ts';
import { type OwnFill, ownFill } from './own-fills.ts';
import { Source } from './source.ts';

/** What the page has asked for and the exchange has not answered yet. */
export type Pending = 'placing' | 'amending' | 'canceling';

/** An order of the party, as the exchange last told, and what is under way. */
export interface OwnOrder {
  readonly order: Order;
  readonly pending: Pending | undefined;
  /** What trades before it; not known of one that has just come. */
  readonly place?: QueuePosition | undefined;
}

export interface AccountListener {
  /** A report of something that happened now. */
  onReport(report: ExecutionReport): void;
  /** The exchange was restored: what is here is of another history, and this account has ended. */
  onNewHistory(): void;
  /** The token is not good any more. */
  onSessionEnded(token: string | undefined, why: string): void;
}

const PAGE_SIZE = 1_000;
const FILLS_KEPT = 1_000;
const CLOSED_KEPT = 1_000;
const PAUSE_MS = 1_000;

/**
 * Orders and fills of the party that is logged in, kept by its stream of reports: what is open first comes from a list, and
 * reports carry on from there. A stream that is lost resumes where it was, by sequence and epoch.
 */
export class Account {
  /** In order of acceptance, those that are on their way last. */
  readonly openOrders = new Source<readonly OwnOrder[]>([]);
  /** The newest first. */
  readonly closedOrders = new Source<readonly Order[]>([]);
  /** The newest first. */
  readonly fills = new Source<readonly OwnFill[]>([]);
  /** By instrument, as they stood after the party's last trade in it: what is open is worth more or less with each later trade. */
  readonly positions = new Source<ReadonlyMap<number, Position>>(new Map());
  /** Whether what was open before the log-in is here. */
  readonly isLoaded = new Source<boolean>(false);

  readonly #api: Api;
  readonly #listener: AccountListener;
  readonly #token: string | undefined;
  readonly #closed = new AbortController();
  /** By order number. */
  readonly #open = new Map<bigint, Order>();
  readonly #pending = new Map<bigint, Pending>();
  /** By order number too: where it stands in the queue at its price. */
  readonly #places = new Map<bigint, QueuePosition>();
  /** By the name that the page gave. */
  readonly #placing = new Map<string, Order>();
  #position: StreamPosition | undefined;
  #stream = new AbortController();

  constructor(api: Api, token: string | undefined, listener: AccountListener) {
    this.#api = api;
    this.#token = token;
    this.#listener = listener;
  }

  /** Runs until it is closed, its session ends, or the exchange is of another history. */
  async run(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      this.#stream = new AbortController();
      try {
        await this.#follow(AbortSignal.any([signal, this.#stream.signal]));
      } catch (thrown) {
        if (signal.aborted) return;
        const error = RedleafError.from(thrown, 'StreamExecutions');
        if (error.reason === 'TOKEN_INVALID') {
          this.#listener.onSessionEnded(this.#token, error.message);
          return;
        }
        if (NEW_HISTORY.has(error.reason)) {
          this.#listener.onNewHistory();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  close(): void {
    this.#closed.abort();
  }

  /** The stream of now may be dead without a word: another goes on where it was. */
  reopen(): void {
    this.#stream.abort();
  }

  /** An order that was sent just now: it is shown at once, hollow. */
  sent(order: Order): void {
    this.#placing.set(order.clientOrderId, order);
    this.#publishOrders();
  }

  /** The exchange has answered, or has refused: what became of it comes from the stream, or nothing does. */
  answered(clientOrderId: string): void {
    if (this.#placing.delete(clientOrderId)) this.#publishOrders();
  }

  /**
   * An order that rested after an event, as an answer tells, which may be here before its report. What the stream has brought
   * already is newer: the order may have traded since.
   */
  rests(order: Order, sequence: bigint): void {
    this.#placing.delete(order.clientOrderId);
    const isOld = this.#position !== undefined && this.#position.sequence >= sequence;
    if (!isOld) this.#open.set(order.orderId, order);
    this.#publishOrders();
  }

  /** An order without a number is on its way, and shown as that. */
  mark(orderIds: readonly bigint[], pending: Pending | undefined): void {
    for (const orderId of orderIds) {
      if (orderId === 0n) continue;
      if (pending === undefined) this.#pending.delete(orderId);
      else this.#pending.set(orderId, pending);
    }
    this.#publishOrders();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const open = (resumeFrom: StreamPosition | undefined, streamSignal: AbortSignal) => {
      const from =
        resumeFrom === undefined ? {} : { epoch: resumeFrom.epoch, resumeFromSequence: resumeFrom.sequence };
      return this.#api.orders.streamExecutions(
        { ...from, withPositions: true, withQueuePositions: true },
        { signal: streamSignal },
      );
    };
    const options = { resumeFrom: this.#position, signal, canLogin: false };
    for await (const message of resumedStream(open, options)) {
      const { executions, positions, queuePositions, epoch, sequence } = message;
      // The list is read after the stream is open: what happens meanwhile is in the stream, and applied after it.
      if (this.#position === undefined) await this.#load(signal);
      for (const report of executions) this.#apply(report);
      this.#applyPositions(positions);
      this.#position = { epoch, sequence };
      // Places come after reports: one of an order that is closed meanwhile would stay.
      for (const place of queuePositions)
        if (this.#open.has(place.orderId)) this.#places.set(place.orderId, place);
      if (executions.length + queuePositions.length > 0) this.#publishOrders();
    }
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.#open.clear();
    this.#places.clear();
    let pageToken = '';
    do {
      const page = await this.#api.orders.listOpenOrders({ pageSize: PAGE_SIZE, pageToken }, { signal });
      for (const order of page.orders) this.#open.set(order.orderId, order);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    this.isLoaded.value = true;
    this.#publishOrders();
    await Promise.all([this.#loadPositions(signal), this.#loadHistory(signal)]);
  }

  async #loadPositions(signal: AbortSignal): Promise<void> {
    this.positions.value = new Map();
    let pageToken = '';
    do {
      const page = await this.#api.positions.listPositions({ pageSize: PAGE_SIZE, pageToken }, { signal });
      this.#applyPositions(page.positions);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  }

  /** An exchange may keep no history; the page then begins with what happens now. */
  async #loadHistory(signal: AbortSignal): Promise<void> {
    const request = { sortOrder: SortOrder.NEWEST_FIRST, pageSize: PAGE_SIZE };
    const [orders, fills] = await Promise.all([
      this.#api.history.listOrders(request, { signal }).catch(noHistory),
      this.#api.history.listFills(request, { signal }).catch(noHistory),
    ]);
    this.closedOrders.value = (orders?.orders ?? []).filter(({ leavesQuantity }) => leavesQuantity === 0n);
    this.fills.value = (fills?.fills ?? []).flatMap(ownFill);
  }

  #apply(report: ExecutionReport): void {
    const { order } = report;
    if (order === undefined) return;
    this.#placing.delete(order.clientOrderId);
    if (order.leavesQuantity === 0n) {
      this.#open.delete(order.orderId);
      this.#pending.delete(order.orderId);
      this.#places.delete(order.orderId);
      const others = this.closedOrders.value.filter(({ orderId }) => orderId !== order.orderId);
      this.closedOrders.value = [order, ...others].slice(0, CLOSED_KEPT);
    } else {
      this.#open.set(order.orderId, order);
    }
    if (report.execType === ExecType.TRADE) this.#addFill(report, order);
    this.#listener.onReport(report);
  }

  #addFill({ execId, tradeId, lastPrice, lastQuantity, isMaker }: ExecutionReport, order: Order): void {
    const had = this.fills.value;
    if (had.some((fill) => fill.execId === execId)) return;
    const { orderId, instrumentId, side, transactTimeNs } = order;
    const fill: OwnFill = {
      ...{ execId, orderId, tradeId, instrumentId, side, isMaker, timeNs: transactTimeNs },
      price: Number(lastPrice),
      quantity: Number(lastQuantity),
    };
    this.fills.value = [fill, ...had].slice(0, FILLS_KEPT);
  }

  #applyPositions(positions: readonly Position[]): void {
    if (positions.length === 0) return;
    const all = new Map(this.positions.value);
    for (const position of positions) {
      const known = all.get(position.instrumentId);
      if (known === undefined || known.sequence <= position.sequence)
        all.set(position.instrumentId, position);
    }
    this.positions.value = all;
  }

  #publishOrders(): void {
    const open = [...this.#open.values()].sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
    this.openOrders.value = [
      ...open.map((order) => ({
        order,
        pending: this.#pending.get(order.orderId),
        place: this.#places.get(order.orderId),
      })),
      ...[...this.#placing.values()].map((order) => ({ order, pending: 'placing' as const })),
    ];
  }
}

const NEW_HISTORY: ReadonlySet<string> = new Set(['EPOCH_MISMATCH', 'RESUME_IN_FUTURE']);

function noHistory(): undefined {
  return undefined;
}
