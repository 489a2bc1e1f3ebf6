import type { Logger } from '../domain/logger.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
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

/** One password that someone tries. */
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
 * Wrong ones are counted in three ways. Of a party from an address: this slows down the usual guesser and nobody else.
 * From an address, at any party: who tries one password at many parties. At a party, from any address: who guesses from many
 * machines. An address from which a party has shown its password is known: only its own mistakes delay it. A stranger waits
 * for others' guesses at a party a second at most, unless it has guessed there itself.
 *
 * An attempt that has to wait is refused before its password is looked at, so that it costs and tells nothing.
 */
export class LoginDelays {
  readonly #pairs = new GuessCounter(FREE_PER_PAIR);
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

  /** @throws RefusedError LOGIN_DELAYED. */
  begin(partyId: string, address: string): Attempt {
    const nowMs = performance.now();
    const pair = pairOf(partyId, address);
    const isKnown = this.#known.has(pair);
    const ownMs = this.#pairs.delayMs(pair, nowMs);
    const delayMs = isKnown ? ownMs : Math.max(ownMs, this.#delayOfStranger(partyId, address, nowMs));
    if (delayMs > 0) throw delayed(delayMs);
    // Counted before it is checked: many at once are not one.
    this.#pairs.add(pair, nowMs);
    return {
      turn: { key: isKnown ? pair : address, isKnown },
      succeeded: () => {
        this.#pairs.forget(pair);
        this.know(partyId, address);
      },
      failed: () => {
        if (!isKnown) this.#countStranger(partyId, address);
      },
      undone: () => this.#pairs.undo(pair),
    };
  }

  #delayOfStranger(partyId: string, address: string, nowMs: number): number {
    const isFresh = !this.#pairs.has(pairOf(partyId, address));
    const ofPartyMs = this.#parties.delayMs(partyId, nowMs, isFresh ? FRESH_DELAY_MS : undefined);
    return Math.max(ofPartyMs, this.#addresses.delayMs(address, nowMs));
  }

  #countStranger(partyId: string, address: string): void {
    const nowMs = performance.now();
    const message = 'many wrong passwords: who is not known has to wait';
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
