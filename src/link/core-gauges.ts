const COMMANDS_IN_FLIGHT = 0;
const LAST_SEQUENCE = 1;
const START_TIME = 2;
const EPOCH = 3;
const BEAT_TIME = 4;
const COUNT = 5;

export function gaugesMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(COUNT * BigInt64Array.BYTES_PER_ELEMENT);
}

/** How often the core shows that it runs. */
export const BEAT_MS = 1_000;
/** A core that is silent for longer stands still: no command takes as long. */
const MAX_SILENT_NS = 10_000_000_000n;

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

  /** The core runs. */
  beat(): void {
    Atomics.store(this.#numbers, BEAT_TIME, process.hrtime.bigint());
  }

  /** Whether the core has stood still for ten seconds. */
  get isSilent(): boolean {
    return process.hrtime.bigint() - Atomics.load(this.#numbers, BEAT_TIME) > MAX_SILENT_NS;
  }

  /** The last committed event. */
  get lastSequence(): number {
    return Number(Atomics.load(this.#numbers, LAST_SEQUENCE));
  }

  set lastSequence(sequence: number) {
    Atomics.store(this.#numbers, LAST_SEQUENCE, BigInt(sequence));
  }
}
