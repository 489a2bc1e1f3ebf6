import type { RingWriter } from '../rings/ring.ts';

/** Records on their way into a ring. Those that find no room wait, in order. */
export class Outbox {
  readonly #ring: RingWriter;
  #waiting: Uint8Array[] = [];

  constructor(ring: RingWriter) {
    this.#ring = ring;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * @param record is copied.
   * @throws RangeError for a record that never fits.
   */
  send(record: Uint8Array): void {
    if (!this.isEmpty || !this.#ring.write(record)) this.#waiting.push(new Uint8Array(record));
  }

  /** Sends what waits, as far as there is room by now. */
  flush(): void {
    const sent = this.#waiting.findIndex((record) => !this.#ring.write(record));
    this.#waiting = sent === -1 ? [] : this.#waiting.slice(sent);
  }
}
