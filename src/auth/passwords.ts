import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import type { FairQueue, QueuedCaller } from './fair-queue.ts';

/** bcrypt cost. A check takes about 50 ms, which slows down guessing. */
const COST = 10;

/** New passwords come from administrators and from parties that have presented their current password. */
const NEW_PASSWORDS: QueuedCaller = { key: 'new passwords', isKnown: true };

/** Makes and checks password hashes in Node's thread pool, a few at a time. */
export class Passwords {
  readonly #queue: FairQueue;
  /** Hash of a random password that nobody knows. */
  readonly #decoy: Promise<string>;

  constructor(queue: FairQueue) {
    this.#queue = queue;
    this.#decoy = this.hash(randomBytes(32).toString('base64url'));
  }

  /** @throws RefusedError TOO_MANY_REQUESTS. */
  async hash(password: string): Promise<string> {
    return this.#queue.run(NEW_PASSWORDS, () => bcrypt.hash(password, COST));
  }

  /**
   * Whether a password matches a hash. Without a hash it returns false after the same time, so that the time does not
   * reveal which parties exist.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  async matches(password: string, hash: string | undefined, caller: QueuedCaller): Promise<boolean> {
    // `$2y$` is another name of the same algorithm, which our library does not know.
    const expected = hash?.replace(/^\$2y\$/, '$2b$') ?? (await this.#decoy);
    const matches = await this.#queue.run(caller, () => bcrypt.compare(password, expected));
    return matches && hash !== undefined;
  }
}
