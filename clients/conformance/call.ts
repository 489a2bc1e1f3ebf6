import type { JsonValue } from '@bufbuild/protobuf';
import type { ConnectError } from '@connectrpc/connect';
import type { Fields } from './script.ts';

/** One call of the client, and what the script has to say on it. */
export class Call {
  /** For example `redleaf.v1.OrderService/PlaceOrder`. */
  readonly rpc: string;
  readonly request: Fields;
  readonly authorization: string;
  readonly signal: AbortSignal;
  /** The script has awaited it. */
  isTaken = false;
  readonly #messages: JsonValue[] = [];
  #error: ConnectError | undefined;
  #hasEnded = false;
  #wake = (): void => {};

  constructor(rpc: string, request: Fields, authorization: string, signal: AbortSignal) {
    this.rpc = rpc;
    this.request = request;
    this.authorization = authorization;
    this.signal = signal;
    signal.addEventListener('abort', () => this.#wake());
  }

  get isOpen(): boolean {
    return !this.signal.aborted && !this.#hasEnded;
  }

  send(message: JsonValue): void {
    this.#messages.push(message);
    this.#wake();
  }

  end(error?: ConnectError): void {
    this.#error = error;
    this.#hasEnded = true;
    this.#wake();
  }

  /** What the script sends, as it comes. */
  async *messages(): AsyncGenerator<JsonValue, void, undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) yield message;
      else if (this.#error !== undefined) throw this.#error;
      else if (!this.isOpen) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
