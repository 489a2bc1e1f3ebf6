/** Items with rising numbers, newest first. A repeated item replaces the known one, unless it is older. */
export class NewestFirst<Item> {
  readonly #numberOf: (item: Item) => bigint;
  readonly #timeOf: (item: Item) => bigint;
  readonly #byNumber = new Map<bigint, Item>();

  constructor(numberOf: (item: Item) => bigint, timeOf: (item: Item) => bigint) {
    this.#numberOf = numberOf;
    this.#timeOf = timeOf;
  }

  add(items: Iterable<Item>): void {
    for (const item of items) {
      const number = this.#numberOf(item);
      const known = this.#byNumber.get(number);
      if (known === undefined || this.#timeOf(known) <= this.#timeOf(item)) this.#byNumber.set(number, item);
    }
  }

  get size(): number {
    return this.#byNumber.size;
  }

  /** Forgets those with a lower number. */
  dropBelow(number: bigint): void {
    for (const each of this.#byNumber.keys()) if (each < number) this.#byNumber.delete(each);
  }

  /** All, and those of a list. */
  with(listed: Iterable<Item>): readonly Item[] {
    const both = new NewestFirst(this.#numberOf, this.#timeOf);
    both.add(listed);
    both.add(this.#byNumber.values());
    return both.all();
  }

  all(): readonly Item[] {
    return [...this.#byNumber.values()].sort((a, b) => (this.#numberOf(a) > this.#numberOf(b) ? -1 : 1));
  }
}
