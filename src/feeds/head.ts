import { CommandKind, type Frame, type FrameConsumer } from '../events/frame.ts';

/** The last event of the views. */
export class Head implements FrameConsumer {
  /** The current frame; undefined between frames. */
  #frame: Frame | undefined;
  #sequence = 0;
  #timeNs = 0n;
  #beganWith = 0;

  begin(frame: Frame): void {
    this.#frame = frame;
  }

  end({ sequence, timeNs, kind }: Frame): void {
    this.#frame = undefined;
    this.#sequence = sequence;
    this.#timeNs = timeNs;
    if (kind === CommandKind.Import) this.#beganWith = sequence;
  }

  /** The last event that the views have. */
  get sequence(): number {
    return this.#frame?.sequence ?? this.#sequence;
  }

  /** Time of that event: nanoseconds since 1970-01-01 UTC. */
  get timeNs(): bigint {
    return this.#frame?.timeNs ?? this.#timeNs;
  }

  /** The last event of the snapshot or the import with which the views began. They have its result, not each event before it. */
  get beganWith(): number {
    return this.#beganWith;
  }
}
