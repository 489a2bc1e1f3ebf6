/** A first-in-first-out queue, such as an array. */
interface Queue<Item> {
  readonly length: number;
  shift(): Item | undefined;
}

/** The non-empty queues of several holders. Items are taken from them in rotation. */
export class RoundRobin<Holder, Item, Of extends Queue<Item>> implements Queue<Item> {
  readonly #open: () => Of;
  /** In the order of the holders' next turns. */
  readonly #queues = new Map<Holder, Of>();

  /** @param open creates an empty queue. */
  constructor(open: () => Of) {
    this.#open = open;
  }

  /** Number of holders with a queue. */
  get length(): number {
    return this.#queues.size;
  }

  /** A holder's queue; undefined when it is empty. */
  get(holder: Holder): Of | undefined {
    return this.#queues.get(holder);
  }

  /** A holder's queue, new if it has none. The caller must add an item. */
  of(holder: Holder): Of {
    let queue = this.#queues.get(holder);
    if (queue === undefined) {
      queue = this.#open();
      this.#queues.set(holder, queue);
    }
    return queue;
  }

  /** Takes the next item, and moves its holder behind the others. */
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
