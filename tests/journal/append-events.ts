import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { CommandKind } from '../../src/events/frame.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';

/** Appends a batch of so many events, a frame for each; its time is its sequence, in milliseconds. */
export async function appendEvents(journal: Journal, count: number, clientOrderId = ''): Promise<void> {
  const encoder = new BatchEncoder();
  for (let i = 0; i < count; i++) {
    const sequence = journal.lastSequence + 1 + i;
    const timeNs = BigInt(sequence) * 1_000_000n;
    const frame = { sequence, timeNs, kind: CommandKind.PlaceOrder, partyNumber: 1, orderId: sequence };
    encoder.begin(frame);
    encoder.orderAccepted({
      orderId: sequence,
      terms: {
        ...{ partyNumber: 1, instrumentId: 1, side: Side.Buy, orderType: OrderType.Limit },
        ...{ timeInForce: TimeInForce.GoodTillCanceled, price: 100, quantity: 5, clientOrderId },
      },
    });
    encoder.end(frame);
  }
  const { firstSequence, lastSequence } = encoder;
  await journal.append(encoder.take(), firstSequence, lastSequence);
}

export function sequencesAfter(journal: Journal, sequence: number): number[] {
  return [...journal.read(sequence)].map((batch) => batch.firstSequence);
}
