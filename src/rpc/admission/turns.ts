type Work = () => void;

interface Waiting {
  readonly work: Work;
  readonly size: number;
}

interface Queue {
  readonly length: number;
  shift(): Waiting | undefined;
}

/**
 * Work of a bounded size begins in one turn of the event loop, and the last of it may be larger than what is left. The rest
 * waits: callers take turns, and so do the connections, or the streams, of one caller. Each of them keeps its order. A
 * caller who sends much delays another by one turn at most, however many connections it has.
 */
export class Turns {
  readonly #sizePerTurn: number;
  readonly #waiting = new RoundRobin(() => new RoundRobin((): Waiting[] => []));
  #left: number;
  #isScheduled = false;

  constructor(sizePerTurn: number) {
    this.#sizePerTurn = sizePerTurn;
    this.#left = sizePerTurn;
  }

  run(caller: object, connection: object, work: Work, size = 1): void {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= size;
      work();
    } else this.#waiting.of(caller).of(connection).push({ work, size });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#isScheduled = false;
    this.#left = this.#sizePerTurn;
    while (this.#left > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#left -= next.size;
      next.work();
    }
    // What was begun now counts in this turn.
    if (this.#left < this.#sizePerTurn) this.#schedule();
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

  shift(): Waiting | undefined {
    const [first] = this.#queues;
    if (first === undefined) return undefined;
    const [sender, queue] = first;
    const next = queue.shift();
    this.#queues.delete(sender);
    if (queue.length > 0) this.#queues.set(sender, queue);
    return next;
  }
}
