import type { LogMessage } from './log-message.ts';
import type { OlderReader } from './older-entries.ts';
import { Wakeup } from './wakeup.ts';

interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Pages of one reader, for a subscriber that looks up between them. */
export class OlderPages<T> {
  readonly #reader: OlderReader<T>;
  readonly #wakeup = new Wakeup();
  #isAsked = false;
  /** What has come, until it is taken: a page, or what throws. */
  #arrived: (() => LogMessage<T>) | undefined;

  constructor(reader: OlderReader<T>) {
    this.#reader = reader;
  }

  /** The page after an event, if it comes in time; else the same one may be asked for again. */
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
