import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, Code } from '@connectrpc/connect';
import type {
  AmendOrderRequestSchema,
  AmendOrderResponse,
  CancelAllOrdersRequestSchema,
  CancelAllOrdersResponse,
  CancelOrderRequestSchema,
  CancelOrderResponse,
  OrderCommandSchema,
  OrderEntryRequestSchema,
  OrderResult,
  OrderService,
  PlaceOrderRequestSchema,
  PlaceOrderResponse,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { RedleafError } from './redleaf-error.ts';
import { Signal } from './signal.ts';

export interface OrderEntryOptions {
  /** Commands in a frame at most: 1 to 1,024, default 1,024. */
  readonly maxCommandsPerFrame?: number | undefined;
  /** Frames without an answer at most; default 16. */
  readonly maxFramesInFlight?: number | undefined;
}

type Command = MessageInitShape<typeof OrderCommandSchema>['command'];

interface Pending {
  readonly command: NonNullable<Command>;
  settle(result: OrderResult): void;
  fail(error: RedleafError): void;
}

const MAX_COMMANDS_PER_FRAME = 1_024;

/**
 * Many commands over one stream, executed in the order of the calls. A promise resolves when its command is durable, and
 * rejects with `RedleafError` if it is refused. Commands that are called while frames are in flight share the next frame.
 *
 * If the stream is lost, every open promise rejects and nothing is sent again. Those commands may have been executed:
 * `watchExecutions` shows it. An order with a `clientOrderId` can be placed again, and is not executed twice.
 */
export class OrderEntryStream {
  readonly #maxCommandsPerFrame: number;
  readonly #maxFramesInFlight: number;
  readonly #inFlight: Pending[][] = [];
  readonly #hangUp = new AbortController();
  readonly #wakeSender = new Signal();
  readonly #roomMade = new Signal();
  /** Resolves with the error that ended the stream, when every promise is settled. */
  readonly ended: Promise<RedleafError>;
  #waiting: Pending[] = [];
  #closing = false;
  #failure: RedleafError | undefined;

  constructor(orders: Client<typeof OrderService>, options: OrderEntryOptions = {}) {
    const commands = options.maxCommandsPerFrame ?? MAX_COMMANDS_PER_FRAME;
    this.#maxCommandsPerFrame = Math.min(Math.max(1, commands), MAX_COMMANDS_PER_FRAME);
    this.#maxFramesInFlight = Math.max(1, options.maxFramesInFlight ?? 16);
    this.ended = this.#run(orders);
  }

  /** The error that ended the stream; undefined while it is open. */
  get failure(): RedleafError | undefined {
    return this.#failure;
  }

  /** Number of commands that are not in a frame yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  place(request: MessageInitShape<typeof PlaceOrderRequestSchema>): Promise<PlaceOrderResponse> {
    return this.#enqueue({ case: 'place', value: request }, ({ result }) =>
      result.case === 'placed' ? result.value : undefined,
    );
  }

  amend(request: MessageInitShape<typeof AmendOrderRequestSchema>): Promise<AmendOrderResponse> {
    return this.#enqueue({ case: 'amend', value: request }, ({ result }) =>
      result.case === 'amended' ? result.value : undefined,
    );
  }

  cancel(request: MessageInitShape<typeof CancelOrderRequestSchema>): Promise<CancelOrderResponse> {
    return this.#enqueue({ case: 'cancel', value: request }, ({ result }) =>
      result.case === 'canceled' ? result.value : undefined,
    );
  }

  /** A frame may have one of these, so the next command begins another frame. */
  cancelAll(
    request: MessageInitShape<typeof CancelAllOrdersRequestSchema> = {},
  ): Promise<CancelAllOrdersResponse> {
    return this.#enqueue({ case: 'cancelAll', value: request }, ({ result }) =>
      result.case === 'allCanceled' ? result.value : undefined,
    );
  }

  /** Resolves when less than one frame of commands waits. Await it before each call to bound memory. */
  async ready(): Promise<void> {
    while (this.#waiting.length >= this.#maxCommandsPerFrame && this.#failure === undefined) {
      await this.#roomMade.wait();
    }
  }

  /** Sends the waiting commands, and resolves when all commands are answered. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wakeSender.raise();
    await this.ended;
  }

  /** Ends the stream at once. */
  abort(): void {
    this.#closing = true;
    this.#hangUp.abort();
  }

  #enqueue<Response>(
    command: NonNullable<Command>,
    read: (result: OrderResult) => Response | undefined,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      if (this.#closing) return reject(closed());
      const settle = (result: OrderResult) => {
        const response = read(result);
        if (response !== undefined) resolve(response);
        else reject(refusalOf(result));
      };
      this.#waiting.push({ command, settle, fail: reject });
      // At the end of this turn of the event loop, so that calls made together share a frame.
      if (this.#waiting.length === 1) setImmediate(() => this.#wakeSender.raise());
    });
  }

  async #run(orders: Client<typeof OrderService>): Promise<RedleafError> {
    try {
      const responses = orders.orderEntry(this.#frames(), { signal: this.#hangUp.signal });
      for await (const response of responses) this.#answered(response.results);
      return this.#fail(closed());
    } catch (thrown) {
      return this.#fail(RedleafError.from(thrown));
    }
  }

  async *#frames(): AsyncGenerator<MessageInitShape<typeof OrderEntryRequestSchema>> {
    for (;;) {
      while (this.#waiting.length > 0 && this.#inFlight.length < this.#maxFramesInFlight) {
        const frame = this.#waiting.splice(0, this.#frameLength());
        this.#inFlight.push(frame);
        this.#roomMade.raise();
        yield { commands: frame.map(({ command }) => ({ command })) };
      }
      if (this.#failure !== undefined || (this.#closing && this.#waiting.length === 0)) return;
      await this.#wakeSender.wait();
    }
  }

  #frameLength(): number {
    const length = this.#waiting.findIndex(({ command }) => command.case === 'cancelAll') + 1;
    return length === 0 ? this.#maxCommandsPerFrame : Math.min(length, this.#maxCommandsPerFrame);
  }

  #answered(results: readonly OrderResult[]): void {
    const frame = this.#inFlight.shift();
    if (frame === undefined || frame.length !== results.length) {
      throw new RedleafError('the exchange answered what was not asked', { code: Code.DataLoss, reason: '' });
    }
    for (const [index, result] of results.entries()) frame[index]?.settle(result);
    this.#wakeSender.raise();
  }

  #fail(error: RedleafError): RedleafError {
    this.#failure = error;
    for (const pending of this.#inFlight.splice(0).flat()) pending.fail(error);
    for (const pending of this.#waiting.splice(0)) pending.fail(error);
    this.#wakeSender.raise();
    this.#roomMade.raise();
    return error;
  }
}

function refusalOf({ result }: OrderResult): RedleafError {
  if (result.case === 'refused') return RedleafError.fromRefusal(result.value);
  return new RedleafError('the exchange answered another command', { code: Code.DataLoss, reason: '' });
}

function closed(): RedleafError {
  return new RedleafError('this order-entry stream is closed', { code: Code.Canceled, reason: '' });
}
