import { TimedEventTee } from '../domain/event-tee.ts';
import { QuietSink } from '../domain/quiet-sink.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { stateHash } from '../exchange/state-hash.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import { DamagedError } from '../journal/damaged-error.ts';
import { listSnapshots, readSnapshot } from '../journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';

/** What replaying a whole journal came to. */
export interface Verification {
  /** SHA-256 of the state where the journal ends. */
  readonly stateHash: string;
  readonly lastSequence: number;
  readonly batches: number;
  readonly orders: number;
  readonly openOrders: number;
  readonly trades: number;
  readonly instruments: number;
  readonly parties: number;
  /** Snapshots that agree with the journal; one that does not is damage. */
  readonly snapshots: number;
}

class OrderCount extends QuietSink {
  orders = 0;

  override accepted(): void {
    this.orders += 1;
  }
}

/**
 * Replays a data folder's journal from the first event, and checks every snapshot where it passes it. Only
 * reads: works beside a running exchange, and then verifies what was committed when it got there.
 *
 * @throws DamagedError with the place, when anything stored is not as it was written.
 */
export function verifyDataFolder(
  directory: string,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const journal = openSqliteJournalReader(directory);
  try {
    const last = journal.lastSequence;
    const state = new ExchangeState(new QuietSink());
    const count = new OrderCount();
    const sink = new TimedEventTee([count], [state.fold]);
    const snapshots = new Map(listSnapshots(directory).map(({ sequence, path }) => [sequence, path]));
    let batches = 0;
    let checked = 0;
    for (const batch of journal.read(0)) {
      decodeBatch(batch.bytes, sink);
      batches += 1;
      onProgress(batch.lastSequence, last);
      const path = snapshots.get(batch.lastSequence);
      if (path === undefined) continue;
      checkSnapshot(path, batch.lastSequence, stateHash(state.engine));
      checked += 1;
    }
    return {
      stateHash: stateHash(state.engine),
      lastSequence: last,
      batches,
      orders: count.orders,
      openOrders: state.engine.openOrders,
      trades: state.engine.lastTradeId,
      instruments: state.listings.instrumentCount,
      parties: state.listings.partyCount,
      snapshots: checked,
    };
  } finally {
    journal.close();
  }
}

function checkSnapshot(path: string, sequence: number, expected: string): void {
  const { header, chunks } = readSnapshot(path);
  for (const _chunk of chunks);
  if (Buffer.from(header.stateHash).toString('hex') === expected) return;
  throw new DamagedError('the snapshot is not what the journal comes to', { file: path, sequence });
}
