/**
 * Counts one resource of a holder, such as places, streams or bytes. An amount counts against the holder's own maximum and
 * against the wider account that it belongs to, such as the account of all parties.
 */
export class Account {
  readonly max: number;
  readonly #wider: Account | undefined;
  readonly #floor: number;
  #used = 0;

  /** @param floor guaranteed amount, which the holder gets even when the wider account is full. */
  constructor(max: number, wider?: Account, floor = 0) {
    this.max = max;
    this.#wider = wider;
    this.#floor = floor;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether `amount` fits. An amount above the maximum fits if the holder has nothing else. */
  fits(amount: number): boolean {
    const used = this.#used + amount;
    if (used > this.max && this.#used > 0) return false;
    return used <= this.#floor || this.#wider === undefined || this.#wider.fits(amount);
  }

  /** Takes an amount; returns false and takes nothing when it does not fit. */
  take(amount: number): boolean {
    if (!this.fits(amount)) return false;
    this.charge(amount);
    return true;
  }

  /** Takes an amount even when it does not fit. */
  charge(amount: number): void {
    this.#used += amount;
    this.#wider?.charge(amount);
  }

  /** Returns an amount. */
  give(amount: number): void {
    this.charge(-amount);
  }
}
