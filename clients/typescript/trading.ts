import { type Client, Code } from '@connectrpc/connect';
import type {
  AmendOrderResponse,
  CancelAllOrdersResponse,
  CancelOrderResponse,
  OrderService,
  PlaceOrderResponse,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { amendedBefore, canceledBefore } from './executed-before.ts';
import type { InstrumentList } from './instrument-list.ts';
import { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
import {
  type CancelAllFilter,
  type NewOrder,
  type OrderChange,
  type OrderName,
  toAmendRequest,
  toCancelAllRequest,
  toCancelRequest,
  toPlaceRequest,
} from './order-terms.ts';
import { backoffMs, isTemporary, pause } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';

export interface TradingOptions extends OrderEntryOptions {
  /** Time without an answer after which the stream counts as lost, in milliseconds; default: two heartbeats. */
  readonly answerMs?: number | undefined;
  /** Called when the stream was lost. It is opened again, and unanswered commands are sent again. */
  readonly onInterrupted?: ((error: RedleafError) => void) | undefined;
}

interface Parts {
  readonly orders: Client<typeof OrderService>;
  readonly instruments: InstrumentList;
  /** Whether a stream can be opened again when its token has ended. */
  readonly canLogin: boolean;
}

interface Command<Response> {
  send(stream: OrderEntryStream): Promise<Response>;
  /** Whether a second attempt may undo later commands. */
  readonly undoesLater?: boolean;
  /** Looks up the answer of a command that may have been executed, before it is sent again. */
  lookUp?(): Promise<Response | undefined>;
  /** Looks up the answer after a second attempt, if the order is no longer open. */
  lookUpClosed?(): Promise<Response | undefined>;
}

interface Pending {
  /** Time of the last attempt; undefined before the first. */
  sentMs: number | undefined;
  /** Sends the command. Resolves when it is answered or the stream is lost. */
  send(stream: OrderEntryStream): Promise<void>;
  /** Undefined if the command can be sent again without a look-up. */
  readonly lookUp: (() => Promise<boolean>) | undefined;
  readonly undoesLater: boolean;
  fail(error: RedleafError): void;
}

const ANSWER_MS = 10_000;
const CHECKS_PER_ANSWER = 4;
const LOOK_MS = 5;

/**
 * Many commands over one stream, with decimals, executed in the order of the calls. A lost stream is opened again, and
 * unanswered commands are sent again in order. None is executed twice. Each promise resolves with the answer, or rejects with
 * the refusal. It waits while the exchange cannot be reached.
 */
export class Trading {
  readonly #parts: Parts;
  readonly #options: TradingOptions;
  /** In the order of the calls. */
  readonly #unanswered = new Set<Pending>();
  /** Commands that were not sent over the current stream. */
  #unsent: Pending[] = [];
  #stream: OrderEntryStream | undefined;
  #isSending = false;
  #isWaiting = false;
  /** Number of streams in a row that were lost without an answer. */
  #losses = 0;
  #prepared: Promise<unknown> = Promise.resolve();
  readonly #end = new AbortController();
  readonly #watchdog: ReturnType<typeof setInterval>;

  constructor(parts: Parts, options: TradingOptions = {}) {
    this.#parts = parts;
    this.#options = options;
    const answerMs = options.answerMs ?? ANSWER_MS;
    this.#watchdog = setInterval(() => this.#checkAnswers(answerMs), answerMs / CHECKS_PER_ANSWER).unref();
  }

  /** Number of unanswered commands. */
  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Places an order. It gets a `clientOrderId` if it has none. */
  async place(order: NewOrder): Promise<PlaceOrderResponse> {
    const request = await this.#inOrder(() => toPlaceRequest(order, this.#parts.instruments));
    return this.#run({ send: (stream) => stream.place(request) });
  }

  async amend(change: OrderChange): Promise<AmendOrderResponse> {
    const request = await this.#inOrder(() => toAmendRequest(change, this.#parts.instruments));
    return this.#run({
      send: (stream) => stream.amend(request),
      lookUp: () => amendedBefore(this.#parts.orders, request),
    });
  }

  async cancel(order: OrderName): Promise<CancelOrderResponse> {
    const request = await this.#inOrder(async () => toCancelRequest(order));
    return this.#run({
      send: (stream) => stream.cancel(request),
      lookUpClosed: () => canceledBefore(this.#parts.orders, request),
    });
  }

  /**
   * Cancels all open orders of the caller, including those of earlier calls, and none of later calls. If the stream is lost
   * while later commands are unanswered too, this rejects, because a second attempt would cancel their orders. It may have been
   * executed or not.
   */
  async cancelAll(filter: CancelAllFilter = {}): Promise<CancelAllOrdersResponse> {
    const request = await this.#inOrder(() => toCancelAllRequest(filter, this.#parts.instruments));
    return this.#run({ send: (stream) => stream.cancelAll(request), undoesLater: true });
  }

  /** Resolves when the stream accepts more commands. Await it between commands to bound memory. */
  async ready(): Promise<void> {
    while (this.#unsent.length > 0 && !this.#end.signal.aborted) await pause(LOOK_MS);
    await this.#stream?.ready();
  }

  /** Accepts no more commands. Resolves when all commands are answered. */
  async close(): Promise<void> {
    await this.#prepared;
    while (this.#unanswered.size > 0) await pause(LOOK_MS);
    this.abort();
  }

  /** Ends the stream at once. Unanswered commands reject, and may have been executed or not. */
  abort(): void {
    this.#end.abort();
    clearInterval(this.#watchdog);
    this.#stream?.abort();
    this.#failAll(closed());
  }

  /** Makes requests one after the other, even if the first one waits for its instrument. */
  #inOrder<Request>(make: () => Promise<Request>): Promise<Request> {
    const request = this.#prepared.then(make);
    this.#prepared = request.catch(() => {});
    return request;
  }

  #run<Response>(command: Command<Response>): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#end.signal.aborted) return reject(closed());
      const settled = (settle: () => void) => {
        this.#losses = 0;
        this.#unanswered.delete(pending);
        settle();
      };
      const answered = (response: Response) => settled(() => resolve(response));
      const fail = (error: RedleafError) => settled(() => reject(error));
      const pending: Pending = {
        sentMs: undefined,
        fail,
        undoesLater: command.undoesLater ?? false,
        send: async (stream) => {
          const isRepeat = pending.sentMs !== undefined;
          pending.sentMs = Date.now();
          try {
            answered(await command.send(stream));
          } catch (thrown) {
            if (thrown === stream.failure) return;
            const error = RedleafError.from(thrown);
            // Not executed, and the stream ends now: it is sent again over the next one.
            if (error.reason === 'SHUTTING_DOWN') return;
            const mayBeDone = isRepeat && error.reason === 'UNKNOWN_ORDER';
            const before = mayBeDone ? await command.lookUpClosed?.().catch(() => undefined) : undefined;
            if (before === undefined) fail(error);
            else answered(before);
          }
        },
        lookUp:
          command.lookUp &&
          (async () => {
            const before = await command.lookUp?.();
            if (before !== undefined) answered(before);
            return before !== undefined;
          }),
      };
      this.#unanswered.add(pending);
      this.#unsent.push(pending);
      void this.#sendAll();
    });
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending || this.#isWaiting) return;
    this.#isSending = true;
    this.#stream ??= this.#open();
    const stream = this.#stream;
    const sent: Promise<void>[] = [];
    try {
      for (let next = this.#unsent.shift(); next !== undefined; next = this.#unsent.shift()) {
        if (next.sentMs !== undefined && next.lookUp !== undefined) {
          // Waits for the earlier commands, which may change the order.
          await Promise.all(sent);
          if (await next.lookUp()) continue;
        }
        if (stream.failure !== undefined) return;
        sent.push(next.send(stream));
      }
    } catch {
      // The look-up failed, so the connection is lost, and the stream with it.
      stream.abort();
    } finally {
      this.#isSending = false;
    }
  }

  #open(): OrderEntryStream {
    const stream = new OrderEntryStream(this.#parts.orders, this.#options);
    void stream.ended.then((error) => this.#lost(error));
    return stream;
  }

  async #lost(error: RedleafError): Promise<void> {
    this.#stream = undefined;
    if (this.#end.signal.aborted) return;
    if (!isTemporary(error, this.#parts.canLogin)) return this.#failAll(error);
    const sent = [...this.#unanswered].filter(({ sentMs }) => sentMs !== undefined);
    for (const pending of sent.slice(0, -1)) if (pending.undoesLater) pending.fail(error);
    this.#options.onInterrupted?.(error);
    this.#isWaiting = true;
    this.#losses += 1;
    await pause((error.retryAfterMs ?? 0) + backoffMs(this.#losses), this.#end.signal);
    this.#isWaiting = false;
    this.#unsent = [...this.#unanswered];
    // Their time limit starts again.
    for (const pending of this.#unsent) if (pending.sentMs !== undefined) pending.sentMs = Date.now();
    if (this.#unsent.length > 0 && !this.#end.signal.aborted) void this.#sendAll();
  }

  #failAll(error: RedleafError): void {
    this.#unsent = [];
    for (const pending of [...this.#unanswered]) pending.fail(error);
  }

  /** Detects a server that hangs: it keeps its connections open, but does not answer. */
  #checkAnswers(answerMs: number): void {
    const [oldest] = this.#unanswered;
    if (oldest?.sentMs !== undefined && Date.now() - oldest.sentMs > answerMs) this.#stream?.abort();
  }
}

function closed(): RedleafError {
  return new RedleafError('this order entry is closed', { code: Code.Canceled, reason: '' });
}
