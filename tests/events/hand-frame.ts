import { CommandKind, type FrameConsumer } from '../../src/events/frame.ts';
import { hand, type LoggedEvent } from '../engine/event-log.ts';

interface Options {
  readonly timeNs?: bigint;
  readonly kind?: CommandKind;
}

/** Hands events over as one frame, the first with this sequence. */
export function handFrame(
  consumer: FrameConsumer,
  firstSequence: number,
  events: readonly LoggedEvent[],
  { timeNs = BigInt(firstSequence), kind = CommandKind.PlaceOrder }: Options = {},
): void {
  const frame = { sequence: firstSequence, timeNs, kind, partyNumber: 1, orderId: 0 };
  consumer.begin?.(frame);
  for (const [index, event] of events.entries()) {
    frame.sequence = firstSequence + index;
    hand(event, consumer);
  }
  consumer.end?.(frame);
}
