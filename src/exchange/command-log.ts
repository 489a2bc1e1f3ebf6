import { CommandKind, type Frame } from '../events/frame.ts';
import type { BatchEncoder } from '../journal/batch-encoder.ts';
import type { ExchangeState } from './exchange-state.ts';

/** The end of a journal. */
interface End {
  /** Sequence of its last event; 0 without events. */
  readonly lastSequence: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly lastTimeNs: bigint;
}

/** The event log as commands write it: it numbers and dates their frames. */
export class CommandLog {
  readonly #encoder: BatchEncoder;
  readonly #frame: OpenFrame;
  /** The last event that is not in the encoder any more. */
  #takenSequence: number;
  #timeNs: bigint;

  /** @param encoder the first consumer of the frames. */
  constructor(encoder: BatchEncoder, end: End) {
    this.#encoder = encoder;
    this.#frame = new OpenFrame(encoder);
    this.#takenSequence = end.lastSequence;
    this.#timeNs = end.lastTimeNs;
  }

  /** Of the last event. */
  get lastSequence(): number {
    return this.#takenSequence + this.#encoder.eventCount;
  }

  /** Of the command: nanoseconds since 1970-01-01 UTC. No later command is before it. */
  get timeNs(): bigint {
    return this.#timeNs;
  }

  /** The frames that follow have this time, unless it is before the one so far. */
  advance(timeNs: bigint): void {
    if (timeNs > this.#timeNs) this.#timeNs = timeNs;
  }

  /** Runs `change` in the frame of one command with this kind, sender and order. Returns the time of the frame. */
  frame(
    state: ExchangeState,
    kind: CommandKind,
    partyNumber: number,
    orderId: number,
    change: () => void,
  ): bigint {
    const frame = this.#frame;
    frame.firstSequence = this.lastSequence + 1;
    frame.timeNs = this.#timeNs;
    frame.kind = kind;
    frame.partyNumber = partyNumber;
    frame.orderId = orderId;
    state.begin(frame);
    change();
    state.end(frame);
    return frame.timeNs;
  }

  /** Takes the events out of the encoder. */
  take(): { batch: Uint8Array<ArrayBuffer>; firstSequence: number; lastSequence: number } {
    const { firstSequence, lastSequence } = this.#encoder;
    const batch = this.#encoder.take();
    this.#takenSequence = lastSequence;
    return { batch, firstSequence, lastSequence };
  }

  /** Continues at the end of a journal that was read again. */
  continueAfter(end: End): void {
    this.#takenSequence = end.lastSequence;
    this.#timeNs = end.lastTimeNs;
  }
}

/**
 * The frame that is being written. One object is all of them, one after the other. It is of a class because V8 makes a dictionary of
 * an object literal with a getter, which took a seventh of the core's time.
 */
class OpenFrame implements Frame {
  readonly #encoder: BatchEncoder;
  firstSequence = 0;
  timeNs = 0n;
  kind: CommandKind = CommandKind.PlaceOrder;
  partyNumber = 0;
  orderId = 0;

  constructor(encoder: BatchEncoder) {
    this.#encoder = encoder;
  }

  /** The encoder is the first consumer, so it has already counted the current event. */
  get sequence(): number {
    return Math.max(this.firstSequence, this.#encoder.lastSequence);
  }
}
