import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordChecks, Shown } from './password-checks.ts';

/** How long a password that was right need not be checked again. */
const REMEMBERED_MS = 5 * 60_000;
/** Parties that are remembered; of more, the one whose check is the longest ago is checked again. */
const MAX_REMEMBERED = 10_000;

interface Verified {
  readonly mac: Buffer;
  readonly untilMs: number;
}

/**
 * Remembers which passwords were right, so that one that comes with every request costs a keyed hash instead of
 * a bcrypt. Only right ones: a wrong password and an unknown party always cost the full check, and so the same.
 *
 * What is kept is a MAC over the party, its stored hash and its password, with a key that is nowhere else: no memory dump
 * gives a password away, and whoever changes the stored hash, in this process or another, has changed what is compared.
 */
export class VerifiedPasswords {
  readonly #checks: PasswordChecks;
  readonly #key = randomBytes(32);
  /** By party, the one checked longest ago first. */
  readonly #verified = new Map<string, Verified>();
  /** Checks under way, by MAC: a client's first requests come together and share one. */
  readonly #checking = new Map<string, Promise<boolean>>();

  /** How often something was forgotten: a check that was under way then is not remembered, whosever it is. */
  #forgotten = 0;

  constructor(checks: PasswordChecks) {
    this.#checks = checks;
  }

  /**
   * Whether a password is the one of a party's stored hash; false without a hash, after as long.
   *
   * @throws RefusedError LOGIN_DELAYED or TOO_MANY_REQUESTS.
   */
  async matches(shown: Shown, hash: string | undefined): Promise<boolean> {
    const { partyId, password } = shown;
    const mac = createHmac('sha256', this.#key)
      .update(JSON.stringify([partyId, hash, password]))
      .digest();
    if (this.#isVerified(partyId, mac)) return this.#checks.check(shown, hash, true);
    const forgotten = this.#forgotten;
    const matches = await this.#check(mac.toString('base64'), shown, hash);
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

  #check(mac: string, shown: Shown, hash: string | undefined): Promise<boolean> {
    let check = this.#checking.get(mac);
    if (check === undefined) {
      check = this.#checks.check(shown, hash).finally(() => this.#checking.delete(mac));
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
