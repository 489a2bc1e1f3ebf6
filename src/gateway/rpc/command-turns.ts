/** Takes about a quarter of a millisecond. */
const COMMANDS_PER_TURN = 128;
/** Keeps the disk busy. Answers of others wait behind these: all events go into the views in their order. */
const MAX_HELD = 1_024;

/**
 * The share of one party in the work of this thread: how many commands its order-entry streams may work on in a turn of the event
 * loop, and how many they may have on the way to the core and back. Those that need more wait, in rotation, and requests of others
 * are read in between.
 */
export class CommandTurns {
  /** Streams that wait. The one that goes on first comes first. */
  #waiting: (() => void)[] = [];
  #left = COMMANDS_PER_TURN;
  #held = 0;
  #isRenewing = false;

  /** Whether a stream may work on more commands now. */
  get isOpen(): boolean {
    return this.#left > 0 && this.#held < MAX_HELD;
  }

  /** Counts commands. The last ones of a turn may be more than are left. */
  take(commands: number): void {
    this.#left -= commands;
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    setImmediate(() => {
      this.#isRenewing = false;
      this.#left = COMMANDS_PER_TURN;
      this.#serve();
    });
  }

  /** Counts commands until their replies are there. */
  hold(commands: number, replies: Promise<unknown>): void {
    this.#held += commands;
    const give = () => {
      this.#held -= commands;
      this.#serve();
    };
    replies.then(give, give);
  }

  /** Calls `goOn` once it is open again. Only for when it is not. */
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

  #serve(): void {
    if (this.#waiting.length === 0 || !this.isOpen) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    let served = 0;
    while (served < waiting.length && this.isOpen) waiting[served++]?.();
    // Those that have had this turn wait behind the others.
    this.#waiting.unshift(...waiting.slice(served));
  }
}
