import { RefusedError, refuse } from '../domain/refusal.ts';

/** Maximum number of attempts with the same key that wait. */
const MAX_WAITING = 64;

interface KeyChecks {
  count: number;
  readonly waiting: (() => void)[];
}

/** Counts the running password checks of each key, and lets attempts wait until one of them ends. */
export class RunningChecks {
  readonly #keys = new Map<string, KeyChecks>();

  count(key: string): number {
    return this.#keys.get(key)?.count ?? 0;
  }

  begin(key: string): void {
    const checks = this.#keys.get(key);
    if (checks === undefined) this.#keys.set(key, { count: 1, waiting: [] });
    else checks.count += 1;
  }

  end(key: string): void {
    const checks = this.#keys.get(key);
    if (checks === undefined) return;
    checks.count -= 1;
    if (checks.count === 0) this.#keys.delete(key);
    for (const wake of checks.waiting.splice(0)) wake();
  }

  /**
   * Resolves when a check with this key ends.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  async ended(key: string): Promise<void> {
    const checks = this.#keys.get(key);
    if (checks === undefined) return;
    if (checks.waiting.length >= MAX_WAITING) throw tooMany();
    await new Promise<void>((wake) => checks.waiting.push(wake));
  }
}

function tooMany(): RefusedError {
  const message = 'too many passwords of one party are being checked; try again in a moment';
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(MAX_WAITING) }));
}
