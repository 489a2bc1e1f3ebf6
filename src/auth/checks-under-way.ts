import { RefusedError, refuse } from '../domain/refusal.ts';

/** Attempts that may wait for others of the same key. */
const MAX_WAITING = 64;

interface UnderWay {
  count: number;
  readonly waiting: (() => void)[];
}

/** How many passwords are being checked, by a key, and who waits until one of them is. */
export class ChecksUnderWay {
  readonly #keys = new Map<string, UnderWay>();

  count(key: string): number {
    return this.#keys.get(key)?.count ?? 0;
  }

  begin(key: string): void {
    const underWay = this.#keys.get(key);
    if (underWay === undefined) this.#keys.set(key, { count: 1, waiting: [] });
    else underWay.count += 1;
  }

  end(key: string): void {
    const underWay = this.#keys.get(key);
    if (underWay === undefined) return;
    underWay.count -= 1;
    if (underWay.count === 0) this.#keys.delete(key);
    for (const wake of underWay.waiting.splice(0)) wake();
  }

  /**
   * Resolves when a check of the key has ended.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  async ended(key: string): Promise<void> {
    const underWay = this.#keys.get(key);
    if (underWay === undefined) return;
    if (underWay.waiting.length >= MAX_WAITING) throw tooMany();
    await new Promise<void>((wake) => underWay.waiting.push(wake));
  }
}

function tooMany(): RefusedError {
  const message = 'too many passwords of one party are being checked; try again in a moment';
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(MAX_WAITING) }));
}
