import { setImmediate as nextTurn } from 'node:timers/promises';

/** Memory of a bell. Threads share it. */
export type BellMemory = SharedArrayBuffer;

export function bellMemory(): BellMemory {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
}

/** Wakes the threads that wait for it. A ring before the wait counts too, so that no ring is lost. */
export class Bell {
  readonly #count: Int32Array<SharedArrayBuffer>;
  #heard: number;

  constructor(memory: BellMemory) {
    this.#count = new Int32Array(memory);
    this.#heard = Atomics.load(this.#count, 0);
  }

  ring(): void {
    Atomics.add(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }

  /**
   * Resolves when it was rung since the last wait of this object, or since its creation. The event loop turns before that: a thread
   * whose bell rings without a pause must come to its sockets and timers too.
   */
  async heard(): Promise<void> {
    const wait = Atomics.waitAsync(this.#count, 0, this.#heard);
    await (wait.async ? wait.value : nextTurn());
    this.#heard = Atomics.load(this.#count, 0);
  }
}
