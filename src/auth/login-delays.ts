import type { Logger } from '../domain/logger.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { QueuedCaller } from './fair-queue.ts';
import { GuessCounter } from './guess-counter.ts';
import { RunningChecks } from './running-checks.ts';

/** Wrong passwords without a delay, for one party from one address, so that typing errors have no consequences. */
const FREE_PER_PAIR = 10;
/** Wrong passwords without a delay from one address, for all parties together. */
const FREE_PER_ADDRESS = 20;
/** Wrong passwords without a delay for one party, from all addresses together. */
const FREE_PER_PARTY = 20;
/** Maximum delay by the guesses of others, for an address without a guess at this party. */
const FRESH_DELAY_MS = 1_000;
/** Maximum number of known pairs of party and address. A further one replaces the one whose last login is the oldest. */
const MAX_KNOWN = 10_000;

/** A running password check. The caller must report exactly one of its three ends. */
export interface Attempt {
  readonly caller: QueuedCaller;
  /** The password was right. */
  succeeded(): void;
  /** The password was wrong. */
  failed(): void;
  /** The password was not checked. */
  unchecked(): void;
}

/**
 * Delays password attempts after wrong passwords. There are three counters:
 *
 * - for a party from an address. It slows down only the one who guesses.
 * - from an address, for all parties. It slows down one password for many parties.
 * - for a party, from all addresses. It slows down guesses from many machines.
 *
 * An address from which a party has logged in is known for that party, and only the first counter delays it. The guesses of
 * others delay an unknown address by one second at most, unless it has guessed at the party itself.
 *
 * A delayed attempt is refused before its password is checked, so that it costs nothing and reveals nothing. Checked wrong
 * passwords count, right ones never. The running checks of a pair count as guesses, and beyond the free guesses a pair has
 * one check at a time. Concurrent attempts therefore give no additional guesses.
 */
export class LoginDelays {
  readonly #pairs = new GuessCounter(FREE_PER_PAIR);
  readonly #runningChecks = new RunningChecks();
  readonly #addresses = new GuessCounter(FREE_PER_ADDRESS);
  readonly #parties = new GuessCounter(FREE_PER_PARTY);
  /** Pairs of party and address. The one whose last login is the oldest comes first. */
  readonly #known = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Remembers that a party has presented its password from an address. */
  markKnown(partyId: string, address: string): void {
    const pair = pairOf(partyId, address);
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size <= MAX_KNOWN) return;
    const [oldest] = this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /**
   * Begins an attempt.
   *
   * @returns undefined when the attempt must first wait for another one of the same party and address; see `ended`.
   * @throws RefusedError LOGIN_DELAYED.
   */
  begin(partyId: string, address: string): Attempt | undefined {
    const nowMs = performance.now();
    const pair = pairOf(partyId, address);
    const isKnown = this.#known.has(pair);
    const ownMs = this.#pairs.delayMs(pair, nowMs);
    const delayMs = isKnown ? ownMs : Math.max(ownMs, this.#delayOfUnknown(partyId, address, nowMs));
    if (delayMs > 0) throw delayed(delayMs);
    const running = this.#runningChecks.count(pair);
    if (running > 0 && this.#pairs.guesses(pair, nowMs) + running > FREE_PER_PAIR) return undefined;
    this.#runningChecks.begin(pair);
    return {
      caller: { key: isKnown ? pair : address, isKnown },
      succeeded: () => {
        this.#pairs.forget(pair);
        this.markKnown(partyId, address);
        this.#runningChecks.end(pair);
      },
      failed: () => {
        this.#pairs.add(pair, performance.now());
        if (!isKnown) this.#countUnknown(partyId, address);
        this.#runningChecks.end(pair);
      },
      unchecked: () => this.#runningChecks.end(pair),
    };
  }

  /**
   * Resolves when an attempt of this party and address ends.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  ended(partyId: string, address: string): Promise<void> {
    return this.#runningChecks.ended(pairOf(partyId, address));
  }

  #delayOfUnknown(partyId: string, address: string, nowMs: number): number {
    const isFresh = !this.#pairs.has(pairOf(partyId, address));
    const ofPartyMs = this.#parties.delayMs(partyId, nowMs, isFresh ? FRESH_DELAY_MS : undefined);
    return Math.max(ofPartyMs, this.#addresses.delayMs(address, nowMs));
  }

  #countUnknown(partyId: string, address: string): void {
    const nowMs = performance.now();
    const message = 'many wrong passwords: unknown callers must wait';
    if (this.#addresses.add(address, nowMs)) this.#logger.warn({ address }, message);
    if (this.#parties.add(partyId, nowMs)) this.#logger.warn({ party: partyId }, message);
  }
}

function pairOf(partyId: string, address: string): string {
  return JSON.stringify([partyId, address]);
}

function delayed(delayMs: number): RefusedError {
  const retryAfterMs = Math.ceil(delayMs);
  return new RefusedError(
    refuse(
      'LOGIN_DELAYED',
      `too many wrong passwords: try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      undefined,
      { retry_after_ms: String(retryAfterMs) },
    ),
  );
}
