import { BatchEncoder } from '../journal/batch-encoder.ts';
import { openSqliteJournal } from '../journal/sqlite/open-sqlite-journal.ts';
import type { FoundExchange } from './found.ts';

const EVENTS_PER_BATCH = 5_000;

/** Writes a journal that begins with an exchange that was found elsewhere, into a folder that has none. */
export async function writeJournal(directory: string, found: FoundExchange, timeNs: bigint): Promise<void> {
  const journal = await openSqliteJournal(directory);
  const encoder = new BatchEncoder();
  try {
    for await (const tell of events(found)) {
      encoder.at(journal.lastSequence + encoder.eventCount + 1, timeNs);
      tell(encoder);
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

/** Each as the call that tells it. What others refer to comes first. */
async function* events(found: FoundExchange): AsyncIterable<(sink: BatchEncoder) => void> {
  yield (sink) => sink.importBegun(found.lastOrderId, found.lastTradeId);
  for (const instrument of found.instruments) yield (sink) => sink.instrumentCreated(instrument);
  for (const party of found.parties) yield (sink) => sink.partyCreated(party);
  for (const { partyNumber, isDisabled } of found.parties) {
    if (isDisabled === true) yield (sink) => sink.partyStatusChanged(partyNumber, true);
  }
  for (const order of found.openOrders) yield (sink) => sink.orderImported(order);
  for await (const order of found.forgottenOrders) yield (sink) => sink.orderImported(order);
  for (const order of found.closedOrders) yield (sink) => sink.orderImported(order);
  for await (const trade of found.trades) yield (sink) => sink.tradeImported(trade);
  for (const position of found.positions) yield (sink) => sink.positionImported(position);
}
