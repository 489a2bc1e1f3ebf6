/** Takes about a quarter of a millisecond. */
const COMMANDS_PER_TURN = 128;

/**
 * The share of one party in a turn of the event loop: how many commands its order-entry streams may work on. Those that need
 * more wait for a later turn, in rotation, and requests of others are read in between.
 */
export class CommandTurns {
  /** Streams that wait. The one that goes on first comes first. */
  #waiting: (() => void)[] = [];
  #left = COMMANDS_PER_TURN;
  #isRenewing = false;

  /** Whether a stream may work on more commands now. */
  get isOpen(): boolean {
    return this.#left > 0;
  }

  /** Counts commands. The last ones of a turn may be more than are left. */
  take(commands: number): void {
    this.#left -= commands;
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    setImmediate(() => this.#renew());
  }

  /** Calls `goOn` in a later turn, while it is open. Only for when it is not. */
  wait(goOn: () => void): void {
    this.#waiting.push(goOn);
  }

  /**
   * Takes commands in the next turn that is open.
   *
   * @returns a promise for it; undefined if it is this turn.
   */
  takeInTurn(commands: number): Promise<void> | undefined {
    if (this.isOpen) {
      this.take(commands);
      return undefined;
    }
    return new Promise((resolve) => {
      this.wait(() => {
        this.take(commands);
        resolve();
      });
    });
  }

  #renew(): void {
    this.#isRenewing = false;
    this.#left = COMMANDS_PER_TURN;
    const waiting = this.#waiting;
    this.#waiting = [];
    let served = 0;
    while (served < waiting.length && this.isOpen) waiting[served++]?.();
    // Those that have had this turn wait behind the others.
    this.#waiting.unshift(...waiting.slice(served));
  }
}
