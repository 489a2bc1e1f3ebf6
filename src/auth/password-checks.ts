import type { Attempt, LoginDelays } from './login-delays.ts';
import type { Passwords } from './passwords.ts';

/** A password that someone shows for a party. */
export interface Shown {
  readonly partyId: string;
  readonly password: string;
  /** Where it comes from. */
  readonly address: string;
}

/** Checks passwords as often as the delays allow it. */
export class PasswordChecks {
  readonly #passwords: Passwords;
  readonly #delays: LoginDelays;

  constructor(passwords: Passwords, delays: LoginDelays) {
    this.#passwords = passwords;
    this.#delays = delays;
  }

  /**
   * Whether a password is the one of a hash; false without a hash, after as long.
   *
   * @param isVerified whether it is known to be right. It waits for the delays like any other: who guesses must not
   * find out sooner.
   * @throws RefusedError LOGIN_DELAYED or TOO_MANY_REQUESTS.
   */
  async check(
    { partyId, password, address }: Shown,
    hash: string | undefined,
    isVerified = false,
  ): Promise<boolean> {
    const attempt = await this.#begin(partyId, address);
    let matches: boolean;
    try {
      matches = isVerified || (await this.#passwords.matches(password, hash, attempt.turn));
    } catch (error) {
      attempt.undone();
      throw error;
    }
    if (matches) attempt.succeeded();
    else attempt.failed();
    return matches;
  }

  async #begin(partyId: string, address: string): Promise<Attempt> {
    for (;;) {
      const attempt = this.#delays.begin(partyId, address);
      if (attempt !== undefined) return attempt;
      await this.#delays.ended(partyId, address);
    }
  }
}
