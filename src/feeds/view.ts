import type { FrameConsumer } from '../events/frame.ts';

/** A view of committed frames. It has methods for the events that it needs. */
export interface View extends FrameConsumer {
  /** Wakes the subscribers that wait for events since the last call. */
  publish?(): void;
}
