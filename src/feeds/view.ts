import type { FrameConsumer } from '../events/frame.ts';

/** A view of what is committed: it takes the events that it wants. */
export interface View extends FrameConsumer {
  /** The events since the last call are durable: wakes the subscribers that wait for them. */
  publish?(): void;
}
