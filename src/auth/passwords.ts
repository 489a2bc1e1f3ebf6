import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import type { FairQueue, Turn } from './fair-queue.ts';

/** About 50 ms a check: what slows down someone who guesses. */
const COST = 10;

/** Of new passwords: administrators set them, and parties that have shown the one they had. */
const NEW_PASSWORDS: Turn = { key: 'new passwords', isKnown: true };

/** Makes and checks password hashes, off the main thread and never more than a few at a time. */
export class Passwords {
  readonly #queue: FairQueue;
  /** Hash of a password that nobody has. */
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
   * Whether a password is the one of a hash. Without a hash it takes as long and is
   * false, so that the time does not tell which parties there are.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  async matches(password: string, hash: string | undefined, turn: Turn): Promise<boolean> {
    // What other libraries call the algorithm that ours knows by one name only.
    const expected = hash?.replace(/^\$2y\$/, '$2b$') ?? (await this.#decoy);
    const matches = await this.#queue.run(turn, () => bcrypt.compare(password, expected));
    return matches && hash !== undefined;
  }
}
