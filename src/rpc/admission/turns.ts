type Work = () => void;

/**
 * So much of one kind of work in a turn of the event loop; what comes beyond it waits, and then the connections
 * take turns. One connection that sends very much makes nobody else wait for all of it.
 */
export class Turns {
  readonly #perTurn: number;
  /** Work that waits, by who has sent it; who is first is next. */
  readonly #waiting = new Map<object, Work[]>();
  #left: number;
  #isScheduled = false;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  run(sender: object, work: Work): void {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.size === 0) {
      this.#left -= 1;
      work();
      return;
    }
    const queue = this.#waiting.get(sender);
    if (queue === undefined) this.#waiting.set(sender, [work]);
    else queue.push(work);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#isScheduled = false;
    this.#left = this.#perTurn;
    for (const [sender, queue] of this.#waiting) {
      if (this.#left === 0) break;
      this.#left -= 1;
      const work = queue.shift();
      // Behind those who wait too.
      this.#waiting.delete(sender);
      if (queue.length > 0) this.#waiting.set(sender, queue);
      work?.();
    }
    // What was done just now counts in this turn.
    if (this.#left < this.#perTurn) this.#schedule();
  };
}
