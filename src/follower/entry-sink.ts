import type { Frame, FrameConsumer } from '../events/frame.ts';

/** A reader holds this many entries at most, or of one event more. */
const MAX_ENTRIES = 5_000;

/**
 * Collects from the journal's frames the entries that a stream would have sent, until it has enough. It leaves later events out:
 * give it their frames again.
 */
export abstract class EntrySink<T> implements FrameConsumer {
  protected readonly entries: T[] = [];
  #position: number;
  #upTo = 0;
  #frame: Frame | undefined;

  /** @param position the event after which it begins. */
  constructor(position: number) {
    this.#position = position;
  }

  /** The last event that was taken. */
  get position(): number {
    return this.#position;
  }

  get isFull(): boolean {
    return this.entries.length >= MAX_ENTRIES;
  }

  get count(): number {
    return this.entries.length;
  }

  /** Events beyond this one are not taken. */
  limitTo(upTo: number): void {
    this.#upTo = upTo;
  }

  begin(frame: Frame): void {
    this.#frame = frame;
  }

  /** The events that no method takes are over too. */
  end({ sequence }: Frame): void {
    this.#frame = undefined;
    if (!this.isFull) this.#position = Math.max(this.#position, Math.min(sequence, this.#upTo));
  }

  /** Gives out this many of the oldest entries, or all. */
  take(count: number): T[] {
    return this.entries.splice(0, count);
  }

  peek(index: number): T | undefined {
    return this.entries[index];
  }

  /** Continues after this event. */
  protected moveTo(position: number): void {
    this.#position = position;
  }

  /** The frame of the event that is being handed over, if that is taken. */
  protected frameOfTaken(): Frame | undefined {
    const frame = this.#frame;
    if (frame === undefined || frame.sequence <= this.#position) return undefined;
    if (frame.sequence > this.#upTo || this.isFull) return undefined;
    this.#position = frame.sequence;
    return frame;
  }
}
