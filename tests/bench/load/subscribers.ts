import { Envelopes } from './envelopes.ts';
import { RawConnection } from './raw-connection.ts';

interface Options {
  readonly url: string;
  readonly path: string;
  /** Request in its envelope. */
  readonly request: Buffer;
  readonly connections: number;
  readonly streamsPerConnection: number;
  /** How far a stream is after a message. */
  readonly progressOf: (message: Buffer, before: number) => number;
}

/** Open streams of one server that read everything. A stream that ends is a failure. */
export class Subscribers {
  readonly #progressOf: Options['progressOf'];
  readonly #connections: RawConnection[] = [];
  readonly #progress: number[] = [];
  #messages = 0;
  #wanted = 0;
  #behind = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #failure: Error | undefined;

  private constructor(progressOf: Options['progressOf']) {
    this.#progressOf = progressOf;
  }

  /** Resolves when each stream has its first message. */
  static async open(options: Options): Promise<Subscribers> {
    const subscribers = new Subscribers(options.progressOf);
    for (let count = 0; count < options.connections; count += 1) await subscribers.#connect(options);
    return subscribers;
  }

  get messages(): number {
    return this.#messages;
  }

  /** Resolves when every stream is so far. */
  async until(progress: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#wanted = progress;
    this.#behind = this.#progress.filter((at) => at < progress).length;
    if (this.#behind === 0) return;
    this.#waiting = Promise.withResolvers();
    await this.#waiting.promise;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  async #connect({ url, path, request, streamsPerConnection }: Options): Promise<void> {
    const first = this.#progress.length;
    const streams = Array.from({ length: streamsPerConnection }, (_, index) => {
      this.#progress.push(0);
      return new Envelopes((message) => this.#received(first + index, message));
    });
    const connection = await RawConnection.open({
      url,
      path,
      events: {
        // Streams of a connection are odd numbers from 1 on.
        data: (streamId, bytes) => streams[(streamId - 1) / 2]?.push(bytes),
        ended: () => this.#fail(new Error('the server has ended a stream')),
        failed: (error) => this.#fail(error),
      },
    });
    this.#connections.push(connection);
    connection.call(streams.map(() => request));
    await this.until(1);
  }

  #received(stream: number, message: Buffer): void {
    const before = this.#progress[stream] ?? 0;
    const now = this.#progressOf(message, before);
    this.#messages += 1;
    this.#progress[stream] = now;
    if (before >= this.#wanted || now < this.#wanted) return;
    this.#behind -= 1;
    if (this.#behind === 0) this.#waiting?.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
  }
}
