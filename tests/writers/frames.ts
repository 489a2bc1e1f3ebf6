import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderProgress } from '../../src/domain/order-progress.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterEvent, WriterFrame, WriterOrder } from '../../src/follower/writer.ts';
import type { LoggedEvent } from '../engine/event-log.ts';
import { handFrame } from '../events/hand-frame.ts';

type Content = WriterEvent extends infer Event
  ? Event extends WriterEvent
    ? Omit<Event, 'sequence' | 'timeNs'>
    : never
  : never;

/** A frame with the sequence of its first event. */
export function frameOf(first: number, timeNs: bigint, ...contents: readonly Content[]): WriterFrame {
  const events = contents.map((content, index) => ({ ...content, sequence: first + index, timeNs }));
  return { epoch: 1, sequence: first + contents.length - 1, timeNs, events };
}

/** The records of these frames for writers, all with the same time. The events of each frame belong to one command. */
export function translated(
  timeNs: bigint,
  ...frames: readonly (readonly LoggedEvent[])[]
): readonly WriterFrame[] {
  const translation = new EventTranslation(1, 0, Number.POSITIVE_INFINITY);
  let sequence = 1;
  for (const events of frames) {
    handFrame(translation, sequence, events, { timeNs });
    sequence += events.length;
  }
  return translation.takeGroup() ?? [];
}

/** The events of frames, in order. */
export function eventsIn(frames: readonly WriterFrame[]): WriterEvent[] {
  return frames.flatMap(({ events }) => events);
}

type OrderFields = Pick<WriterOrder, 'orderId' | 'partyId'> & OrderTerms & OrderProgress;

/** A filled order to buy 1 at 1, with the fields of the test. */
export function order({ orderId = 1, partyId = '', ...more }: Partial<OrderFields> = {}): WriterOrder {
  const { leavesQuantity = 0, cumQuantity = 1, canceledQuantity = 0, notional = 1n, ...others } = more;
  const { acceptTimeNs = 1n, transactTimeNs = 1n, ...terms } = others;
  return {
    orderId,
    partyId,
    terms: {
      partyNumber: 1,
      instrumentId: 1,
      side: Side.Buy,
      orderType: OrderType.Limit,
      timeInForce: TimeInForce.GoodTillCanceled,
      price: 1,
      quantity: 1,
      clientOrderId: '',
      ...terms,
    },
    progress: { leavesQuantity, cumQuantity, canceledQuantity, notional, acceptTimeNs, transactTimeNs },
  };
}
