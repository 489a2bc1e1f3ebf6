/** What waits for one holder, first in, first out. An array is one. */
interface Queue<Item> {
  readonly length: number;
  shift(): Item | undefined;
}

/** Queues that are not empty, by holder. One item is taken of each, in rotation. */
export class RoundRobin<Holder, Item, Of extends Queue<Item>> implements Queue<Item> {
  readonly #open: () => Of;
  /** The holder whose turn is next comes first. */
  readonly #queues = new Map<Holder, Of>();

  /** @param open makes an empty queue. */
  constructor(open: () => Of) {
    this.#open = open;
  }

  /** How many holders wait. */
  get length(): number {
    return this.#queues.size;
  }

  /** The queue of a holder; undefined when it is empty. */
  get(holder: Holder): Of | undefined {
    return this.#queues.get(holder);
  }

  /** The queue of a holder, to which the caller adds an item. */
  of(holder: Holder): Of {
    let queue = this.#queues.get(holder);
    if (queue === undefined) {
      queue = this.#open();
      this.#queues.set(holder, queue);
    }
    return queue;
  }

  /** The next item. Its holder comes behind the others. */
  shift(): Item | undefined {
    const [first] = this.#queues;
    if (first === undefined) return undefined;
    const [holder, queue] = first;
    const item = queue.shift();
    this.#queues.delete(holder);
    if (queue.length > 0) this.#queues.set(holder, queue);
    return item;
  }

  queues(): Iterable<Of> {
    return this.#queues.values();
  }
}
