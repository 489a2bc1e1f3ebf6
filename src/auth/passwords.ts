import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import pLimit from 'p-limit';
import { RefusedError, refuse } from '../domain/refusal.ts';

/** About 50 ms a check: what slows down someone who guesses. */
const COST = 10;

interface Options {
  /** Checks at a time; each keeps a thread of libuv's pool busy, and so a core. */
  readonly concurrency: number;
  /** Checks that may wait their turn. */
  readonly maxWaiting: number;
}

/** Makes and checks password hashes, off the main thread and never more than a few at a time. */
export class Passwords {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #maxWaiting: number;
  /** Hash of a password that nobody has. */
  readonly #decoy: Promise<string>;

  constructor({ concurrency, maxWaiting }: Options) {
    this.#limit = pLimit(concurrency);
    this.#maxWaiting = maxWaiting;
    this.#decoy = this.hash(randomBytes(32).toString('base64url'));
  }

  /** @throws RefusedError TOO_MANY_REQUESTS. */
  async hash(password: string): Promise<string> {
    return this.#enqueue(() => bcrypt.hash(password, COST));
  }

  /**
   * Whether a password is the one of a hash. Without a hash it takes as long and is
   * false, so that the time does not tell which parties there are.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    // What other libraries call the algorithm that ours knows by one name only.
    const expected = hash?.replace(/^\$2y\$/, '$2b$') ?? (await this.#decoy);
    const matches = await this.#enqueue(() => bcrypt.compare(password, expected));
    return matches && hash !== undefined;
  }

  #enqueue<T>(check: () => Promise<T>): Promise<T> {
    if (this.#limit.pendingCount >= this.#maxWaiting) {
      throw new RefusedError(
        refuse(
          'TOO_MANY_REQUESTS',
          'too many passwords are being checked; try again in a moment',
          undefined,
          {
            max: String(this.#maxWaiting),
          },
        ),
      );
    }
    return this.#limit(check);
  }
}
