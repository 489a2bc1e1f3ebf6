/** A power of two. */
const MIN_ROOM = 8;

/** The places of the entries of one topic that are kept: a ring of 32-bit numbers, of one to four times the size that it needs. */
export class PlaceQueue {
  #places = new Uint32Array(MIN_ROOM);
  /** Where the first place in the queue lies. */
  #first = 0;
  #length = 0;
  #evictedSequence = 0;

  get length(): number {
    return this.#length;
  }

  /** Sequence of the last entry that was evicted; 0 for none. */
  get evictedSequence(): number {
    return this.#evictedSequence;
  }

  push(place: number): void {
    const room = this.#places.length;
    if (this.#length === room) this.#resize(room * 2);
    this.#places[(this.#first + this.#length) & (this.#places.length - 1)] = place;
    this.#length += 1;
  }

  /** Removes the first place: the entry with this sequence is evicted. */
  evict(sequence: number): void {
    this.#evictedSequence = sequence;
    const room = this.#places.length;
    this.#first = (this.#first + 1) & (room - 1);
    this.#length -= 1;
    if (this.#length * 4 < room && room > MIN_ROOM) this.#resize(room / 2);
  }

  at(index: number): number {
    return this.#places[(this.#first + index) & (this.#places.length - 1)] ?? Number.NaN;
  }

  #resize(room: number): void {
    const places = new Uint32Array(room);
    for (let index = 0; index < this.#length; index += 1) places[index] = this.at(index);
    this.#places = places;
    this.#first = 0;
  }
}
