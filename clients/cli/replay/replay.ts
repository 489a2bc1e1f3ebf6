import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderEntryStream, Redleaf } from '@redleaf/client';
import { RedleafError } from '@redleaf/client';
import { OrderType, type Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import type { PlaceOrderResponse } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { type Execution, LobsterReader, type ReplayMessage } from './lobster.ts';
import type { ReplayResult } from './result.ts';

interface Options {
  readonly instrumentId: number;
  /** Owns the orders of the file. */
  readonly maker: Redleaf;
  /** Sends what executes them. */
  readonly taker: Redleaf;
  /** Frames that may wait for an answer. */
  readonly inFlight: number;
  /** Multiple of the speed at which it happened; infinite for as fast as possible. */
  readonly speed: number;
  readonly result: ReplayResult;
}

/**
 * Sends a recorded order flow in its order and counts what comes of it.
 *
 * An order-entry stream keeps the order of one party's commands, and nothing keeps it between two parties: so before
 * the other party's turn, the first one's commands must be answered. Within a party's turn nothing is waited for.
 */
export async function replay(lines: AsyncIterable<string>, options: Options): Promise<void> {
  const { result } = options;
  const entry = { maxFramesInFlight: options.inFlight };
  const maker = new Lane(options.maker.openOrderEntry(entry), result);
  const taker = new Lane(options.taker.openOrderEntry(entry), result);
  const book = new ReplayedOrders(options.instrumentId, result);
  const reader = new LobsterReader();
  const pace = new ReplayPace(options.speed);
  let turn = maker;
  try {
    for await (const line of lines) {
      const message = reader.read(line);
      if (message.kind === 'unknown') result.unknown += 1;
      if (message.kind === 'unknown' || message.kind === 'skipped') continue;
      const next = message.kind === 'execute' ? taker : maker;
      if (next !== turn) await turn.answered();
      turn = next;
      await pace.wait(message.timeNs);
      await turn.send((stream) => book.send(stream, message));
    }
    await turn.answered();
  } finally {
    await Promise.all([maker.close(), taker.close()]);
  }
}

/** One party's stream of commands. */
class Lane {
  readonly #stream: OrderEntryStream;
  readonly #result: ReplayResult;
  #last: Promise<void> = Promise.resolve();
  #failure: RedleafError | undefined;

  constructor(stream: OrderEntryStream, result: ReplayResult) {
    this.#stream = stream;
    this.#result = result;
  }

  async send(command: (stream: OrderEntryStream) => Promise<void>): Promise<void> {
    await this.#stream.ready();
    if (this.#failure !== undefined) throw this.#failure;
    const start = performance.now();
    this.#result.messages += 1;
    this.#last = command(this.#stream).then(
      () => this.#result.latency(performance.now() - start),
      (thrown: unknown) => {
        const error = RedleafError.from(thrown);
        // Without a reason it was not the exchange that refused: the connection is gone.
        if (error.reason === '') this.#failure = error;
        else this.#result.refused(error.reason);
      },
    );
  }

  /** Resolves when every command has its answer: they come in order. */
  async answered(): Promise<void> {
    await this.#last;
    if (this.#failure !== undefined) throw this.#failure;
  }

  close(): Promise<void> {
    return this.#stream.close();
  }
}

/** The orders of the file, named by their numbers in it. */
class ReplayedOrders {
  readonly #instrumentId: number;
  readonly #result: ReplayResult;
  readonly #orderIds = new Map<string, bigint>();
  /** Sets the names of this replay apart from those of another with the same parties. */
  readonly #prefix = `${Date.now().toString(36)}-`;
  #executions = 0;

  constructor(instrumentId: number, result: ReplayResult) {
    this.#instrumentId = instrumentId;
    this.#result = result;
  }

  async send(stream: OrderEntryStream, message: ReplayMessage): Promise<void> {
    const clientOrderId = this.#prefix + message.order;
    const order = { reference: { case: 'clientOrderId', value: clientOrderId } } as const;
    switch (message.kind) {
      case 'new': {
        const placed = await stream.place({
          ...this.#limit(message),
          timeInForce: TimeInForce.GTC,
          clientOrderId,
        });
        this.#orderIds.set(message.order, placed.orderId);
        this.#count(placed);
        return;
      }
      case 'reduce':
        await stream.amend({ order, quantity: message.quantity });
        return;
      case 'delete':
        await stream.cancel({ order });
        return;
      case 'execute':
        return this.#execute(stream, message);
    }
  }

  async #execute(stream: OrderEntryStream, message: Execution): Promise<void> {
    this.#result.executions += 1;
    this.#executions += 1;
    const clientOrderId = `${this.#prefix}x${this.#executions}`;
    const placed = await stream.place({
      ...this.#limit(message),
      timeInForce: TimeInForce.IOC,
      clientOrderId,
    });
    this.#count(placed);
    const named = this.#orderIds.get(message.order);
    const isExact =
      placed.cumQuantity === message.quantity &&
      placed.fills.every(({ makerOrderId }) => makerOrderId === named);
    if (isExact) this.#result.exactExecutions += 1;
  }

  #limit({ side, price, quantity }: { side: Side; price: bigint; quantity: bigint }) {
    return { instrumentId: this.#instrumentId, orderType: OrderType.LIMIT, side, price, quantity };
  }

  #count(placed: PlaceOrderResponse): void {
    this.#result.orders += 1;
    this.#result.trades += Number(placed.fillCount);
  }
}

/** Waits until a message is due, as it was then, faster by the speed. */
class ReplayPace {
  readonly #speed: number;
  readonly #start = performance.now();
  #firstNs: bigint | undefined;

  constructor(speed: number) {
    this.#speed = speed;
  }

  async wait(timeNs: bigint): Promise<void> {
    if (this.#speed === Number.POSITIVE_INFINITY) return;
    this.#firstNs ??= timeNs;
    const dueMs = Number(timeNs - this.#firstNs) / 1e6 / this.#speed;
    const waitMs = this.#start + dueMs - performance.now();
    if (waitMs >= 1) await sleep(waitMs);
  }
}
