import type { Attempt, LoginDelays } from './login-delays.ts';
import type { Passwords } from './passwords.ts';

/** The credentials that a caller presents. */
export interface PresentedPassword {
  readonly partyId: string;
  readonly password: string;
  /** Address of the caller. */
  readonly address: string;
}

/** Checks passwords within the limits of LoginDelays. */
export class PasswordChecks {
  readonly #passwords: Passwords;
  readonly #delays: LoginDelays;

  constructor(passwords: Passwords, delays: LoginDelays) {
    this.#passwords = passwords;
    this.#delays = delays;
  }

  /**
   * Whether a password matches a hash. Without a hash it returns false, after the same time.
   *
   * @param isVerified whether the password is already known to be right. It is delayed all the same, because a faster
   * answer would reveal a right guess.
   * @throws RefusedError LOGIN_DELAYED or TOO_MANY_REQUESTS.
   */
  async check(
    { partyId, password, address }: PresentedPassword,
    hash: string | undefined,
    isVerified = false,
  ): Promise<boolean> {
    const attempt = await this.#begin(partyId, address);
    let matches: boolean;
    try {
      matches = isVerified || (await this.#passwords.matches(password, hash, attempt.caller));
    } catch (error) {
      attempt.unchecked();
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
