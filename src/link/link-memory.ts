import { type BellMemory, bellMemory } from '../rings/bell.ts';
import { type BroadcastMemory, broadcastMemory } from '../rings/broadcast.ts';
import { type RingMemory, ringMemory } from '../rings/ring.ts';
import { gaugesMemory } from './core-gauges.ts';

/** Memory that the core shares with everyone. */
export interface CoreMemory {
  /** Committed batches. */
  readonly batches: BroadcastMemory;
  /** Rung by the core when there are new batches or answers. */
  readonly published: BellMemory;
  /** Rung by the others when there are new requests. */
  readonly requested: BellMemory;
  readonly gauges: SharedArrayBuffer;
}

/** Memory that the core shares with one thread that sends commands. */
export interface LinkMemory extends CoreMemory {
  readonly requests: RingMemory;
  readonly answers: RingMemory;
}

/** Some hundred of the usual batches. A thread that stands still for longer reads the journal. */
const BATCHES_BYTES = 8 * 2 ** 20;
/** Room for the largest frame of an order-entry stream, twice. */
const REQUESTS_WORDS = 2 ** 17;
/** Room for the largest answer, twice. */
const ANSWERS_WORDS = 2 ** 18;

/** @param batchesBytes a multiple of 64; tests choose few. */
export function coreMemory(batchesBytes = BATCHES_BYTES): CoreMemory {
  return {
    batches: broadcastMemory(batchesBytes),
    published: bellMemory(),
    requested: bellMemory(),
    gauges: gaugesMemory(),
  };
}

export function linkMemory(core: CoreMemory): LinkMemory {
  return { ...core, requests: ringMemory(REQUESTS_WORDS), answers: ringMemory(ANSWERS_WORDS) };
}
