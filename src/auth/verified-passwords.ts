import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordChecks, PresentedPassword } from './password-checks.ts';

/** How long a right password is remembered. */
const REMEMBERED_MS = 5 * 60_000;
/** Maximum number of remembered parties. A further one replaces the one whose check is the oldest. */
const MAX_REMEMBERED = 10_000;

interface Verified {
  readonly mac: Buffer;
  readonly untilMs: number;
}

/**
 * Remembers right passwords, so that a password in every request costs a keyed hash instead of bcrypt. A wrong password and
 * an unknown party always take the full check, so their times do not differ.
 *
 * It keeps a MAC over the party, its stored hash and its password. The MAC does not reveal the password, and a new stored
 * hash, from this process or another, no longer matches it.
 */
export class VerifiedPasswords {
  readonly #checks: PasswordChecks;
  readonly #key = randomBytes(32);
  /** By party id, oldest check first. */
  readonly #verified = new Map<string, Verified>();
  /** Running checks by MAC. Concurrent first requests of a client share one check. */
  readonly #checking = new Map<string, Promise<boolean>>();

  /** Number of calls of `forget`. A check that ran during such a call is not remembered. */
  #forgotten = 0;

  constructor(checks: PasswordChecks) {
    this.#checks = checks;
  }

  /**
   * Whether a password matches a party's stored hash. Without a hash it returns false, after the same time.
   *
   * @throws RefusedError LOGIN_DELAYED or TOO_MANY_REQUESTS.
   */
  async matches(presented: PresentedPassword, hash: string | undefined): Promise<boolean> {
    const { partyId, password } = presented;
    const mac = createHmac('sha256', this.#key)
      .update(JSON.stringify([partyId, hash, password]))
      .digest();
    if (this.#isVerified(partyId, mac)) return this.#checks.check(presented, hash, true);
    const forgotten = this.#forgotten;
    const matches = await this.#check(mac.toString('base64'), presented, hash);
    if (matches && forgotten === this.#forgotten) this.#remember(partyId, mac);
    return matches;
  }

  forget(partyId: string): void {
    this.#forgotten += 1;
    this.#verified.delete(partyId);
  }

  #isVerified(partyId: string, mac: Buffer): boolean {
    const verified = this.#verified.get(partyId);
    if (verified === undefined || verified.untilMs <= performance.now()) return false;
    return timingSafeEqual(verified.mac, mac);
  }

  #check(mac: string, presented: PresentedPassword, hash: string | undefined): Promise<boolean> {
    let check = this.#checking.get(mac);
    if (check === undefined) {
      check = this.#checks.check(presented, hash).finally(() => this.#checking.delete(mac));
      this.#checking.set(mac, check);
    }
    return check;
  }

  #remember(partyId: string, mac: Buffer): void {
    this.#verified.delete(partyId);
    this.#verified.set(partyId, { mac, untilMs: performance.now() + REMEMBERED_MS });
    if (this.#verified.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#verified.keys();
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}
