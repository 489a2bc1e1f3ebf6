import type { FrameConsumer } from '../events/frame.ts';
import { decodeInSlices } from '../journal/batch-decoder.ts';

/** Views of committed frames. */
export interface CommittedViews {
  /** Takes the committed frames. */
  readonly fold: FrameConsumer;
  /** Publishes the events since the last call to readers and subscribers. */
  publish(): void;
}

/** Takes some milliseconds. Most batches are far smaller. */
const EVENTS_PER_TURN = 2_000;

/**
 * Folds a durable batch into the views. One order may trade with hundreds of thousands. A batch of that size is folded in
 * parts. Each part is published, and the event loop turns between two parts.
 *
 * @param eventsPerTurn events that are folded in one turn of the event loop.
 * @returns undefined if the whole batch is in the views, as nearly always; else a promise that resolves then.
 */
export function foldInTurns(
  batch: Uint8Array,
  views: CommittedViews,
  eventsPerTurn = EVENTS_PER_TURN,
): Promise<void> | undefined {
  const slices = decodeInSlices(batch, views.fold, eventsPerTurn);
  const { done } = slices.next();
  views.publish();
  return done === true ? undefined : foldRest(slices, views);
}

async function foldRest(slices: Iterator<undefined>, views: CommittedViews): Promise<void> {
  for (let isDone = false; !isDone; ) {
    await nextTurn();
    isDone = slices.next().done === true;
    views.publish();
  }
}

/** Uses the global function, which tests replace by that of a simulated event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
