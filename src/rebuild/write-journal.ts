import { CommandKind, type Frame } from '../events/frame.ts';
import { BatchEncoder } from '../journal/batch-encoder.ts';
import { openSqliteJournal } from '../journal/sqlite/open-sqlite-journal.ts';
import type { FoundExchange } from './found.ts';

const EVENTS_PER_BATCH = 5_000;

/**
 * Writes a journal that begins with an imported exchange, into a folder that has none. Each imported thing is a frame.
 *
 * @param timeNs of all frames: nanoseconds since 1970-01-01 UTC.
 */
export async function writeJournal(directory: string, found: FoundExchange, timeNs: bigint): Promise<void> {
  const journal = await openSqliteJournal(directory);
  const encoder = new BatchEncoder();
  try {
    for await (const encode of imported(found)) {
      const sequence = journal.lastSequence + encoder.eventCount + 1;
      const frame: Frame = { sequence, timeNs, kind: CommandKind.Import, partyNumber: 0, orderId: 0 };
      encoder.begin(frame);
      encode(encoder);
      encoder.end(frame);
      if (encoder.eventCount === EVENTS_PER_BATCH) await append();
    }
    if (encoder.eventCount > 0) await append();
  } finally {
    await journal.close();
  }

  async function append(): Promise<void> {
    const { firstSequence, lastSequence } = encoder;
    await journal.append(encoder.take(), firstSequence, lastSequence);
  }
}

/** Everything, as calls that encode one event each. What other things refer to comes first. */
async function* imported(found: FoundExchange): AsyncIterable<(encoder: BatchEncoder) => void> {
  const { lastOrderId, lastTradeId } = found;
  yield (encoder) => encoder.importBegun({ lastOrderId, lastTradeId });
  for (const instrument of found.instruments) yield (encoder) => encoder.instrumentCreated({ instrument });
  for (const party of found.parties) yield (encoder) => encoder.partyCreated({ party });
  for (const { partyNumber, isDisabled } of found.parties) {
    if (isDisabled === true) yield (encoder) => encoder.partyStatusChanged({ partyNumber, isDisabled });
  }
  for (const order of found.openOrders) yield (encoder) => encoder.orderImported({ order });
  for await (const order of found.forgottenOrders) yield (encoder) => encoder.orderImported({ order });
  for (const order of found.closedOrders) yield (encoder) => encoder.orderImported({ order });
  for await (const trade of found.trades) yield (encoder) => encoder.tradeImported({ trade });
  for (const position of found.positions) yield (encoder) => encoder.positionImported({ position });
}
