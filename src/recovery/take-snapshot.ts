import { create } from '@bufbuild/protobuf';
import { SnapshotHeaderSchema } from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { HASH_VERSION, hashesOf } from '../exchange/state-hash.ts';
import { Feeds } from '../feeds/feeds.ts';
import { SNAPSHOT_FORMAT_VERSION, writeSnapshot } from '../journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import type { DamagedError } from '../storage/damaged-error.ts';
import { type BatchSource, recover } from './recover.ts';
import { snapshotChunks } from './snapshot-content.ts';

/**
 * Writes a snapshot of the state at the end of the journal, or after an event that ends a batch. It is made from the previous
 * snapshot and the events since then, so a running exchange is not involved and does not wait.
 *
 * @returns the sequence of the last event in it.
 */
export function takeSnapshot(
  directory: string,
  onDamagedSnapshot: (damage: DamagedError) => void = () => {},
  ofEvent?: number,
): number {
  const journal = openSqliteJournalReader(directory);
  try {
    return takeSnapshotOf(journal, { directory, onDamagedSnapshot, upTo: ofEvent ?? journal.lastSequence });
  } finally {
    journal.close();
  }
}

interface SnapshotOptions {
  /** The data folder that has the snapshots. */
  readonly directory: string;
  readonly onDamagedSnapshot: (damage: DamagedError) => void;
  /** The last event in the snapshot. */
  readonly upTo: number;
}

/** Like `takeSnapshot`, with an open journal. */
export function takeSnapshotOf(
  journal: BatchSource & { readonly epoch: number },
  { directory, onDamagedSnapshot, upTo }: SnapshotOptions,
): number {
  const { state, views } = recover({
    directory,
    journal,
    output: {},
    createViews: () => new Feeds({ epoch: journal.epoch, retained: 0, heartbeatMs: 0 }),
    from: 'newer snapshot',
    upTo,
    onDamagedSnapshot,
  });
  const { engine, clientOrderIds } = state;
  const hashes = hashesOf(state);
  const header = create(SnapshotHeaderSchema, {
    formatVersion: SNAPSHOT_FORMAT_VERSION,
    sequence: BigInt(views.sequence),
    timeNs: views.timeNs,
    lastOrderId: BigInt(engine.lastOrderId),
    lastTradeId: BigInt(engine.lastTradeId),
    stateHash: Buffer.from(hashes.market, 'hex'),
    clientOrderIdsHash: Buffer.from(hashes.clientOrderIds, 'hex'),
    hashVersion: HASH_VERSION,
  });
  const kept = [journal.beginning?.afterSequence ?? 0, upTo];
  writeSnapshot(directory, header, snapshotChunks(views, clientOrderIds), kept);
  return views.sequence;
}
