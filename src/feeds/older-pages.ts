import type { LogMessage } from './log-message.ts';
import type { OlderReader } from './older-entries.ts';
import { Wakeup } from './wakeup.ts';

interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Pages of one reader, for a subscriber that sends heartbeats while it waits for them. */
export class OlderPages<T> {
  readonly #reader: OlderReader<T>;
  readonly #wakeup = new Wakeup();
  #isAsked = false;
  /** The page that arrived, or what throws its error; undefined once it is taken. */
  #arrived: (() => LogMessage<T>) | undefined;

  constructor(reader: OlderReader<T>) {
    this.#reader = reader;
  }

  /** The page after an event; undefined when it does not arrive in time. Then ask for the same one again. */
  async next(
    after: number,
    upTo: number,
    { timeoutMs, signal }: Patience,
  ): Promise<LogMessage<T> | undefined> {
    if (!this.#isAsked) this.#ask(after, upTo);
    if (this.#arrived === undefined) await this.#wakeup.sleep(timeoutMs, signal);
    const take = this.#arrived;
    if (take === undefined) return undefined;
    this.#arrived = undefined;
    this.#isAsked = false;
    return take();
  }

  close(): void {
    this.#reader.close();
  }

  #ask(after: number, upTo: number): void {
    this.#isAsked = true;
    const arrive = (take: () => LogMessage<T>) => {
      this.#arrived = take;
      this.#wakeup.wake();
    };
    this.#reader.read(after, upTo).then(
      (page) => arrive(() => page),
      (error: unknown) =>
        arrive(() => {
          throw error;
        }),
    );
  }
}
