import type { Logger } from '../domain/logger.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import { ChecksUnderWay } from './checks-under-way.ts';
import type { Turn } from './fair-queue.ts';
import { GuessCounter } from './guess-counter.ts';

/** Wrong passwords that are not delayed: of one party from one address, so that a mistyped one costs nothing. */
const FREE_PER_PAIR = 10;
/** Of all parties from one address, of all addresses at one party. */
const FREE_PER_ADDRESS = 20;
const FREE_PER_PARTY = 20;
/** The longest that guesses of others delay an address that has made none at this party. */
const FRESH_DELAY_MS = 1_000;
/** Parties and addresses that are known together; of more, the one that came longest ago is a stranger again. */
const MAX_KNOWN = 10_000;

/** One password that is being checked. Exactly one of its three ends has to be reported. */
export interface Attempt {
  readonly turn: Turn;
  /** What the check came to. */
  succeeded(): void;
  failed(): void;
  /** It was not checked. */
  undone(): void;
}

/**
 * Who has to wait before another password is tried.
 *
 * Wrong ones are counted in three ways. Of a party from an address: this slows down the usual guesser alone.
 * From an address, at any party: who tries one password at many parties. At a party, from any address: who guesses from many
 * machines. An address from which a party has shown its password is known: only its own mistakes delay it. A stranger waits
 * for others' guesses at a party a second at most, unless it has guessed there itself.
 *
 * A delayed attempt is refused before its password is looked at, so that it costs nothing and reveals nothing. Wrong passwords count
 * when they were checked, right ones never. Of a party from an address, no more are checked at once than guesses are free, and
 * then one at a time: sending many at once gives no more guesses.
 */
export class LoginDelays {
  readonly #pairs = new GuessCounter(FREE_PER_PAIR);
  readonly #pairsUnderWay = new ChecksUnderWay();
  readonly #addresses = new GuessCounter(FREE_PER_ADDRESS);
  readonly #parties = new GuessCounter(FREE_PER_PARTY);
  /** The pair that came longest ago is first. */
  readonly #known = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Notes that a party has shown its password from an address. */
  know(partyId: string, address: string): void {
    const pair = pairOf(partyId, address);
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size <= MAX_KNOWN) return;
    const [oldest] = this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /**
   * Begins an attempt; undefined when it has to wait for others of the same party and address (`ended`).
   *
   * @throws RefusedError LOGIN_DELAYED.
   */
  begin(partyId: string, address: string): Attempt | undefined {
    const nowMs = performance.now();
    const pair = pairOf(partyId, address);
    const isKnown = this.#known.has(pair);
    const ownMs = this.#pairs.delayMs(pair, nowMs);
    const delayMs = isKnown ? ownMs : Math.max(ownMs, this.#delayOfStranger(partyId, address, nowMs));
    if (delayMs > 0) throw delayed(delayMs);
    const underWay = this.#pairsUnderWay.count(pair);
    if (underWay > 0 && this.#pairs.guesses(pair, nowMs) + underWay > FREE_PER_PAIR) return undefined;
    this.#pairsUnderWay.begin(pair);
    return {
      turn: { key: isKnown ? pair : address, isKnown },
      succeeded: () => {
        this.#pairs.forget(pair);
        this.know(partyId, address);
        this.#pairsUnderWay.end(pair);
      },
      failed: () => {
        this.#pairs.add(pair, performance.now());
        if (!isKnown) this.#countStranger(partyId, address);
        this.#pairsUnderWay.end(pair);
      },
      undone: () => this.#pairsUnderWay.end(pair),
    };
  }

  /**
   * Resolves when an attempt of a party from an address has ended.
   *
   * @throws RefusedError TOO_MANY_REQUESTS.
   */
  ended(partyId: string, address: string): Promise<void> {
    return this.#pairsUnderWay.ended(pairOf(partyId, address));
  }

  #delayOfStranger(partyId: string, address: string, nowMs: number): number {
    const isFresh = !this.#pairs.has(pairOf(partyId, address));
    const ofPartyMs = this.#parties.delayMs(partyId, nowMs, isFresh ? FRESH_DELAY_MS : undefined);
    return Math.max(ofPartyMs, this.#addresses.delayMs(address, nowMs));
  }

  #countStranger(partyId: string, address: string): void {
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
