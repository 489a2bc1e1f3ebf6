const COMMANDS_IN_FLIGHT = 0;
const LAST_SEQUENCE = 1;
const COUNT = 2;

export function gaugesMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(COUNT * BigInt64Array.BYTES_PER_ELEMENT);
}

/** Numbers that the core writes and everyone reads. */
export class CoreGauges {
  readonly #numbers: BigInt64Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new BigInt64Array(memory);
  }

  /** Commands that wait for the journal. */
  get commandsInFlight(): number {
    return Number(Atomics.load(this.#numbers, COMMANDS_IN_FLIGHT));
  }

  set commandsInFlight(count: number) {
    Atomics.store(this.#numbers, COMMANDS_IN_FLIGHT, BigInt(count));
  }

  /** The last committed event. */
  get lastSequence(): number {
    return Number(Atomics.load(this.#numbers, LAST_SEQUENCE));
  }

  set lastSequence(sequence: number) {
    Atomics.store(this.#numbers, LAST_SEQUENCE, BigInt(sequence));
  }
}
