/**
 * How much of one thing a holder has: places, streams or bytes. What it takes counts against a bound of its own and
 * against the wider account that it belongs to, such as that of everybody.
 */
export class Account {
  readonly max: number;
  readonly #wider: Account | undefined;
  readonly #floor: number;
  #used = 0;

  /** @param floor what the holder gets even when others have filled the wider account. */
  constructor(max: number, wider?: Account, floor = 0) {
    this.max = max;
    this.#wider = wider;
    this.#floor = floor;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether `amount` fits. An amount above the bound fits while the holder has nothing else. */
  fits(amount: number): boolean {
    const used = this.#used + amount;
    if (used > this.max && this.#used > 0) return false;
    return used <= this.#floor || this.#wider === undefined || this.#wider.fits(amount);
  }

  /** False, and nothing is taken, when it does not fit. */
  take(amount: number): boolean {
    if (!this.fits(amount)) return false;
    this.charge(amount);
    return true;
  }

  /** Takes what cannot be refused any more. */
  charge(amount: number): void {
    this.#used += amount;
    this.#wider?.charge(amount);
  }

  give(amount: number): void {
    this.charge(-amount);
  }
}
