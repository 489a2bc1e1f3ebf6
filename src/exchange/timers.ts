import type { Clock } from '../domain/clock.ts';
import type { ExpireOrders, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';

interface Options {
  readonly clock: Clock;
  /** When something is due next: nanoseconds since 1970-01-01 UTC; undefined for nothing. */
  readonly nextNs: () => bigint | undefined;
  readonly submit: (command: ExpireOrders) => Promise<Reply>;
  readonly logger: Logger;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
/** Timers of Node are limited to 24.8 days. */
const MAX_WAIT_MS = 86_400_000;
/** After a refusal, as while the journal cannot be written. */
const RETRY_MS = 1_000;

/**
 * Lets orders expire when no other command comes: submits a command when something is due by the clock. With a manual clock nothing
 * is ever due between two commands, so it needs none of this.
 */
export class Timers {
  readonly #options: Options;
  #timer: NodeJS.Timeout | undefined;
  /** What the timer waits for. */
  #waitsForNs: bigint | undefined;
  #isStopped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What is due may have changed. */
  arm(): void {
    const nextNs = this.#options.nextNs();
    if (nextNs === this.#waitsForNs || this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#waitsForNs = nextNs;
    if (nextNs === undefined) return;
    // A millisecond more, as the wait is rounded down.
    const waitMs = Number((nextNs - this.#options.clock.now()) / NANOSECONDS_PER_MILLISECOND) + 1;
    this.#wait(Math.min(Math.max(0, waitMs), MAX_WAIT_MS));
  }

  /** Lets expire what is due now. */
  async run(): Promise<void> {
    const { submit, logger } = this.#options;
    const reply = await submit({ kind: 'expireOrders', partyNumber: 0 });
    if (reply.kind !== 'refused') {
      this.#waitsForNs = undefined;
      this.arm();
    } else if (!this.#isStopped) {
      logger.warn({ reason: reply.reason }, 'orders could not expire; it is tried again');
      this.#wait(RETRY_MS);
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.run(), milliseconds);
  }
}
