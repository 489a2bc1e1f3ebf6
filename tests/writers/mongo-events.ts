import fc from 'fast-check';
import type { Command, OrderCommand } from '../../src/domain/command.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { orderCommandOf } from '../exchange/order-commands.ts';
import { testExchange } from '../exchange/test-exchange.ts';

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
  const open = [...feeds.orders.open()];
  return { frames, orders: [...open, ...feeds.orders.closed()], open };
}

/** Commands of every kind, determined by the seed. */
export function someCommands(count: number, seed: number): OrderCommand[] {
  return fc.sample(orderCommandOf(count), { numRuns: count, seed });
}
