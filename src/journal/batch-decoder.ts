import {
  BatchTag,
  FrameTag,
  knownCommandKind,
  readEvent,
} from '../../gen/redleaf/journal/v1/journal_codec.ts';
import { CommandKind, type Frame, type FrameConsumer } from '../events/frame.ts';
import { FORMAT_VERSION, MAX_TIME_NS } from './batch-format.ts';
import { WireReader } from './wire-reader.ts';

export interface DecodedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Time of the last frame: nanoseconds since 1970-01-01 UTC. */
  readonly lastTimeNs: bigint;
}

/**
 * Hands every frame of one `Batch` to the consumer: `begin`, its events, `end`. Events that the consumer has no method for are
 * passed over unread.
 *
 * Throws a DamagedError for bytes that this version did not write: another format version, an unknown kind of event, a value
 * out of range, or malformed bytes. The consumer has received the events before the damage. Unknown fields of known messages
 * are skipped.
 */
export function decodeBatch(bytes: Uint8Array, consumer: FrameConsumer): DecodedBatch {
  const reading = new BatchReading(bytes, consumer);
  reading.read(Number.POSITIVE_INFINITY);
  return reading.decoded;
}

/** Like `decodeBatch`, in steps of at most `eventsPerSlice` events. */
export function* decodeInSlices(
  bytes: Uint8Array,
  consumer: FrameConsumer,
  eventsPerSlice: number,
): Generator<undefined, DecodedBatch, undefined> {
  const reading = new BatchReading(bytes, consumer);
  while (!reading.read(eventsPerSlice)) yield;
  return reading.decoded;
}

const LAST_FIELD_OF_BATCH = BatchTag.frames >>> 3;
const LAST_FIELD_OF_FRAME = FrameTag.events >>> 3;
/** The wire type of messages. */
const LENGTH_DELIMITED = 2;

/** Decodes one batch, with a pause between two events where the caller wants one. */
class BatchReading {
  readonly #reader: WireReader;
  readonly #consumer: FrameConsumer;
  readonly #frame: { -readonly [Key in keyof Frame]: Frame[Key] } = {
    sequence: 0,
    timeNs: 0n,
    kind: CommandKind.PlaceOrder,
    partyNumber: 0,
    orderId: 0,
  };
  #version = 0;
  #firstSequence = 0;
  #eventCount = 0;
  /** End of the current frame; 0 between frames. */
  #frameEnd = 0;

  constructor(bytes: Uint8Array, consumer: FrameConsumer) {
    this.#reader = new WireReader(bytes);
    this.#consumer = consumer;
  }

  /** Describes the part that was read. */
  get decoded(): DecodedBatch {
    return {
      firstSequence: this.#firstSequence,
      lastSequence: this.#firstSequence + this.#eventCount - 1,
      lastTimeNs: this.#frame.timeNs,
    };
  }

  /**
   * Reads at most `eventCount` more events.
   *
   * @returns true at the end of the batch.
   */
  read(eventCount: number): boolean {
    const target = this.#eventCount + eventCount;
    do {
      if (this.#frameEnd === 0 && !this.#findFrame()) return true;
      if (this.#readEvents(target)) this.#endFrame();
    } while (this.#eventCount < target);
    return false;
  }

  /** Reads the batch up to the first event of its next frame; false when there is none. */
  #findFrame(): boolean {
    const reader = this.#reader;
    while (reader.position < reader.length) {
      const tag = reader.uint();
      if (tag === BatchTag.frames) {
        if (this.#eventCount === 0) this.#checkHead();
        this.#frameEnd = reader.end(reader.length);
        this.#beginFrame();
        return true;
      }
      if (tag >>> 3 <= LAST_FIELD_OF_BATCH && this.#eventCount > 0) {
        throw reader.damaged('the head of the batch comes after its frames');
      }
      if (tag === BatchTag.formatVersion) this.#version = reader.uint();
      else if (tag === BatchTag.firstSequence) this.#firstSequence = reader.uint();
      else if (tag === BatchTag.firstTimeNs) this.#frame.timeNs = reader.fixed64(reader.length);
      else reader.skipUnknown(tag, LAST_FIELD_OF_BATCH, reader.length);
    }
    if (this.#eventCount === 0) {
      this.#checkHead();
      throw reader.damaged('it holds no frames');
    }
    return false;
  }

  #checkHead(): void {
    const reader = this.#reader;
    if (this.#firstSequence > 0) reader.sequence = this.#firstSequence;
    if (this.#version > 0 && this.#version < FORMAT_VERSION) {
      const problem = `format version ${this.#version} is of an earlier state of development, which has no successor`;
      throw reader.damaged(problem);
    }
    if (this.#version !== FORMAT_VERSION) {
      throw reader.damaged(`format version ${this.#version} is unknown, only ${FORMAT_VERSION} is known`);
    }
    if (this.#firstSequence === 0) throw reader.damaged('it has no sequence');
  }

  /** Reads the fields of a frame that come before its events. */
  #beginFrame(): void {
    const reader = this.#reader;
    const frame = this.#frame;
    const end = this.#frameEnd;
    let elapsedNs = 0;
    let kind = 0;
    frame.partyNumber = 0;
    frame.orderId = 0;
    while (reader.position < end) {
      const start = reader.position;
      const tag = reader.uint();
      if (tag === FrameTag.events) {
        reader.position = start;
        break;
      }
      if (tag === FrameTag.elapsedNs) elapsedNs = reader.uint();
      else if (tag === FrameTag.kind) kind = reader.uint();
      else if (tag === FrameTag.partyNumber) frame.partyNumber = reader.checked32(reader.uint());
      else if (tag === FrameTag.orderId) frame.orderId = reader.uint();
      else reader.skipUnknown(tag, LAST_FIELD_OF_FRAME, end);
    }
    frame.sequence = this.#firstSequence + this.#eventCount;
    if (reader.position >= end) throw reader.damaged(`the frame of event ${frame.sequence} holds no events`);
    frame.kind = knownCommandKind(reader, kind);
    if (elapsedNs > 0) frame.timeNs += BigInt(elapsedNs);
    if (frame.timeNs > MAX_TIME_NS)
      throw reader.damaged(`the time of event ${frame.sequence} is out of range`);
    this.#consumer.begin?.(frame);
  }

  /**
   * Reads events of the frame until the batch has `target` events.
   *
   * @returns true at the end of the frame.
   */
  #readEvents(target: number): boolean {
    const reader = this.#reader;
    const end = this.#frameEnd;
    while (reader.position < end) {
      if (this.#eventCount === target) return false;
      const tag = reader.uint();
      if (tag === FrameTag.events) {
        this.#readEvent(reader.end(end));
      } else if (tag >>> 3 <= LAST_FIELD_OF_FRAME) {
        throw reader.damaged('the head of a frame comes after its events');
      } else {
        reader.skip(tag & 7, end);
      }
    }
    reader.expectEnd(end);
    return true;
  }

  /** Unlike an unknown field, an unknown event is not skipped: the state would be wrong without it. */
  #readEvent(end: number): void {
    const reader = this.#reader;
    const sequence = this.#firstSequence + this.#eventCount;
    if (reader.position === end) throw reader.damaged(`event ${sequence} is of no kind`);
    this.#frame.sequence = sequence;
    const tag = reader.uint();
    if ((tag & 7) !== LENGTH_DELIMITED || !readEvent(reader, tag, reader.end(end), this.#consumer)) {
      throw reader.damaged(`event ${sequence} is of unknown kind ${tag >>> 3}`);
    }
    if (reader.position !== end) throw reader.damaged(`event ${sequence} is of more than one kind`);
    this.#eventCount++;
  }

  #endFrame(): void {
    this.#frameEnd = 0;
    this.#consumer.end?.(this.#frame);
  }
}
