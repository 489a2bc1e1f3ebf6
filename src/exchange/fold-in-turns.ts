import type { FrameConsumer } from '../events/frame.ts';
import { decodeInSlices } from '../journal/batch-decoder.ts';

/** Views of what is durable. */
export interface CommittedViews {
  /** Takes the committed frames. */
  readonly fold: FrameConsumer;
  /** Publishes the events since the last call to readers and subscribers. */
  publish(): void;
}

/** Some milliseconds of work. Most batches are far smaller. */
const EVENTS_PER_TURN = 2_000;

/**
 * Folds a batch that is durable into the views. One order may trade with hundreds of thousands: a batch like that is folded a
 * part at a time, each published, and what else this thread has to do has its turn in between.
 *
 * @param eventsPerTurn how many events are folded before the others have their turn.
 * @returns undefined when all of it is in the views, as for nearly every batch; else a promise of that.
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

/** By the global function, which a simulated event loop can replace. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
