const COMMANDS_IN_FLIGHT = 0;
const LAST_SEQUENCE = 1;
const START_TIME = 2;
const EPOCH = 3;
const COUNT = 4;

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

  /** Time at the start of the core: nanoseconds since 1970-01-01 UTC. A manual clock stands there until it is advanced. */
  get startTimeNs(): bigint {
    return Atomics.load(this.#numbers, START_TIME);
  }

  set startTimeNs(timeNs: bigint) {
    Atomics.store(this.#numbers, START_TIME, timeNs);
  }

  /** The history that the core's journal holds: see `newEpoch`. */
  get epoch(): number {
    return Number(Atomics.load(this.#numbers, EPOCH));
  }

  set epoch(epoch: number) {
    Atomics.store(this.#numbers, EPOCH, BigInt(epoch));
  }

  /** The last committed event. */
  get lastSequence(): number {
    return Number(Atomics.load(this.#numbers, LAST_SEQUENCE));
  }

  set lastSequence(sequence: number) {
    Atomics.store(this.#numbers, LAST_SEQUENCE, BigInt(sequence));
  }
}
