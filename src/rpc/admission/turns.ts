type Work = () => void;

interface Queue {
  readonly length: number;
  shift(): Work | undefined;
}

/**
 * A bounded number of requests begins in one turn of the event loop. The others wait: callers take turns, and so do the
 * connections of one caller. Each connection keeps its order. A caller who sends much delays another by one turn at most,
 * however many connections it has.
 */
export class Turns {
  readonly #perTurn: number;
  readonly #waiting = new RoundRobin(() => new RoundRobin((): Work[] => []));
  #left: number;
  #isScheduled = false;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  run(caller: object, connection: object, work: Work): void {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= 1;
      work();
    } else this.#waiting.of(caller).of(connection).push(work);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#isScheduled = false;
    this.#left = this.#perTurn;
    while (this.#left > 0 && this.#waiting.length > 0) {
      this.#left -= 1;
      this.#waiting.shift()?.();
    }
    // What was begun now counts in this turn.
    if (this.#left < this.#perTurn) this.#schedule();
  };
}

/** Queues that are not empty, by sender. One item is taken of each, in rotation. */
class RoundRobin<Of extends Queue> implements Queue {
  readonly #open: () => Of;
  /** The sender whose turn is next comes first. */
  readonly #queues = new Map<object, Of>();

  constructor(open: () => Of) {
    this.#open = open;
  }

  get length(): number {
    return this.#queues.size;
  }

  /** The queue of a sender, to which the caller adds an item. */
  of(sender: object): Of {
    let queue = this.#queues.get(sender);
    if (queue === undefined) {
      queue = this.#open();
      this.#queues.set(sender, queue);
    }
    return queue;
  }

  shift(): Work | undefined {
    const [first] = this.#queues;
    if (first === undefined) return undefined;
    const [sender, queue] = first;
    const work = queue.shift();
    this.#queues.delete(sender);
    if (queue.length > 0) this.#queues.set(sender, queue);
    return work;
  }
}
