import type { MessagePort, Transferable } from 'node:worker_threads';
import { type CrossingError, fromCrossing, toCrossing } from './crossing-error.ts';

/** Functions that the other end of a port may call. Their arguments and results can be cloned. */
export type Callable<Names> = { readonly [Name in keyof Names]: (...args: never) => unknown };

type Arguments<F> = F extends (...args: infer Args) => unknown ? Args : never;
type Result<F> = F extends (...args: never) => infer Value ? Awaited<Value> : never;

type Message<Own> =
  | { readonly call: keyof Own; readonly args: never; readonly id: number | undefined }
  | { readonly result: never; readonly id: number }
  | { readonly failure: CrossingError; readonly id: number };

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout | undefined;
}

interface Options {
  /** Named in errors. */
  readonly other: string;
  /** Maximum time until an answer; without a limit if it is not set. */
  readonly timeoutMs?: number;
}

/** The other end of a port has closed it, or its thread has ended. */
export class GoneError extends Error {
  /** @param other the other end. */
  constructor(other: string) {
    super(`${other} is gone`);
    this.name = 'GoneError';
  }
}

/** Calls functions of the other end of a port, and answers its calls. The port does not keep the process alive. */
export class PortCalls<Own extends Callable<Own>, Other extends Callable<Other>> {
  readonly #port: MessagePort;
  readonly #own: Own;
  readonly #options: Options;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #isClosed = false;

  constructor(port: MessagePort, own: Own, options: Options) {
    this.#port = port;
    this.#own = own;
    this.#options = options;
    port.on('message', (message: Message<Own>) => this.#take(message));
    port.on('close', () => this.#end());
    port.unref();
  }

  /** Rejects with what the function threw, when there is no answer in time, or with GoneError. */
  ask<Name extends keyof Other>(name: Name, ...args: Arguments<Other[Name]>): Promise<Result<Other[Name]>> {
    return this.askAndGive([], name, ...args);
  }

  /** As `ask`, and transfers what is in the arguments. */
  askAndGive<Name extends keyof Other>(
    transfer: readonly Transferable[],
    name: Name,
    ...args: Arguments<Other[Name]>
  ): Promise<Result<Other[Name]>> {
    const { other, timeoutMs } = this.#options;
    if (this.#isClosed) return Promise.reject(new GoneError(other));
    const { promise, resolve, reject } = Promise.withResolvers<Result<Other[Name]>>();
    const id = ++this.#lastId;
    const late = () => {
      this.#waiting.delete(id);
      reject(new Error(`${other} did not answer within ${timeoutMs} ms`));
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
    this.#waiting.set(id, { resolve, reject, timer });
    this.#port.postMessage({ call: name, args, id }, transfer);
    return promise;
  }

  /** Calls without an answer. */
  tell<Name extends keyof Other>(name: Name, ...args: Arguments<Other[Name]>): void {
    this.#port.postMessage({ call: name, args, id: undefined });
  }

  close(): void {
    this.#port.close();
  }

  #take(message: Message<Own>): void {
    if ('call' in message) {
      void this.#answer(message.call, message.args, message.id);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    clearTimeout(waiting?.timer);
    if ('failure' in message) waiting?.reject(fromCrossing(message.failure));
    else waiting?.resolve(message.result);
  }

  async #answer(name: keyof Own, args: never, id: number | undefined): Promise<void> {
    try {
      const result = await this.#own[name](...args);
      if (id !== undefined) this.#port.postMessage({ result, id });
    } catch (error) {
      if (id !== undefined) this.#port.postMessage({ failure: toCrossing(error), id });
    }
  }

  #end(): void {
    this.#isClosed = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new GoneError(this.#options.other));
    }
    this.#waiting.clear();
  }
}
