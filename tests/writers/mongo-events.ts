import fc from 'fast-check';
import type { Command, OrderCommand } from '../../src/domain/command.ts';
import { OrderType, TimeInForce } from '../../src/domain/order.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { amend, cancel, limit, testExchange } from '../exchange/test-exchange.ts';

/** Executes commands on a real exchange. Returns the frames for its writers, and its own view of every order. */
export async function executed(commands: readonly Command[], maxOpenOrdersPerParty = 100) {
  const limits = { maxOpenOrdersPerParty, maxCommandsInFlight: 1_000, partySharePercent: 100 };
  const { exchange, journal, feeds } = await testExchange(1_000, { limits });
  for (const command of commands) {
    try {
      await exchange.submit(command);
    } catch {
      // A refused command has no event.
    }
  }
  const translation = new EventTranslation(1, 0, Number.POSITIVE_INFINITY);
  for (const { bytes } of journal.batches) decodeBatch(bytes, translation);
  const frames: readonly WriterFrame[] = translation.takeGroup() ?? [];
  return { frames, orders: [...feeds.orders.open(), ...feeds.orders.closed()], open: feeds.orders.open() };
}

const side = fc.constantFrom('buy' as const, 'sell' as const);
const price = fc.integer({ min: 18, max: 22 }).map((ticks) => ticks * 5);
const quantity = fc.integer({ min: 1, max: 6 }).map((lots) => lots * 10);
const party = fc.integer({ min: 1, max: 2 });
const orderId = fc.integer({ min: 1, max: 120 });
const IOC = { timeInForce: TimeInForce.ImmediateOrCancel };

const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(side, price, quantity).map(([s, p, q]) => limit(s, p, q)) },
  { weight: 1, arbitrary: fc.tuple(side, price, quantity).map(([s, p, q]) => limit(s, p, q, IOC)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(side, quantity)
      .map(([s, q]) => limit(s, 0, q, { ...IOC, orderType: OrderType.Market })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(party, orderId, fc.option(price, { nil: undefined }), fc.option(quantity, { nil: undefined }))
      .map(([n, id, p, q]) => amend(n, id, { price: p, quantity: q })),
  },
  { weight: 2, arbitrary: fc.tuple(party, orderId).map(([n, id]) => cancel(n, id)) },
);

/** Commands of every kind, determined by the seed. */
export function someCommands(count: number, seed: number): OrderCommand[] {
  return fc.sample(command, { numRuns: count, seed });
}
