import type { Command, PlaceOrder } from '../../src/domain/command.ts';
import { OrderType, TimeInForce } from '../../src/domain/order.ts';
import type { Frame, FrameConsumer } from '../../src/events/frame.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { limit, testExchange } from '../exchange/test-exchange.ts';

/** The frames of these commands for writers, in groups, after the frames of the listings. The parties are alice (1) and bob (2). */
export async function framesOf(
  commands: readonly Command[],
  maxGroup = 1_000,
): Promise<readonly WriterFrame[][]> {
  const { exchange, journal } = await testExchange();
  const replies = await exchange.submitAll(commands);
  const refused = replies.find((reply) => reply.kind === 'refused');
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
  const translation = new EventTranslation(1, 0, maxGroup);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, withTestTimes(translation));
  const groups: WriterFrame[][] = [];
  for (let group = translation.takeGroup(); group !== undefined; group = translation.takeGroup())
    groups.push([...group]);
  return groups;
}

/** Times with 19 digits as in the recordings. They end with the sequence of the frame's first event. */
const BEGIN_NS = 1_795_348_000_000_000_000n;

function withTestTimes(translation: EventTranslation): FrameConsumer {
  let current: Frame | undefined;
  return new Proxy(translation, {
    get(target, name) {
      if (name === 'begin') {
        return (frame: Frame) => {
          const timeNs = BEGIN_NS + BigInt(frame.sequence);
          current = new Proxy(frame, {
            get: (real, field) => (field === 'timeNs' ? timeNs : Reflect.get(real, field)),
          });
          target.begin(current);
        };
      }
      if (name === 'end') return (frame: Frame) => target.end(current ?? frame);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Alice sells twice, Bob buys a part and tries to buy more, and Alice amends and cancels the rest. */
export function everyKind(): Command[] {
  return [
    limit('sell', 100, 20, { partyNumber: 1 }),
    limit('sell', 105, 40, { partyNumber: 1 }),
    limit('buy', 105, 30, { partyNumber: 2 }),
    limit('buy', 105, 50, { partyNumber: 2, timeInForce: TimeInForce.ImmediateOrCancel }),
    market('buy', 10),
    limit('sell', 110, 20, { partyNumber: 1 }),
    { kind: 'amend', partyNumber: 1, order: { orderId: 6 }, price: 115, quantity: undefined },
    { kind: 'cancel', partyNumber: 1, order: { orderId: 6 } },
  ];
}

function market(side: 'buy' | 'sell', quantity: number): PlaceOrder {
  return limit(side, 0, quantity, {
    orderType: OrderType.Market,
    timeInForce: TimeInForce.ImmediateOrCancel,
  });
}
