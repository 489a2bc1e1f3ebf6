import { create } from '@bufbuild/protobuf';
import { SnapshotHeaderSchema } from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { QuietSink } from '../domain/quiet-sink.ts';
import { stateHash } from '../exchange/state-hash.ts';
import { Feeds } from '../feeds/feeds.ts';
import { SNAPSHOT_FORMAT_VERSION, writeSnapshot } from '../journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { recover } from './recover.ts';
import { snapshotChunks } from './snapshot-content.ts';

/**
 * Writes a snapshot of where the journal ends now, made from the snapshot before it and the events
 * since: the running exchange is not asked and does not wait.
 *
 * @returns the sequence of the last event that is in it.
 */
export function takeSnapshot(directory: string): number {
  const journal = openSqliteJournalReader(directory);
  try {
    // Nobody listens to these views, so they need not remember.
    const feeds = new Feeds({ retained: 1, heartbeatMs: 0, maxSubscriptions: 0 });
    const { engine } = recover({
      directory,
      journal,
      output: new QuietSink(),
      feeds,
      from: 'newer snapshot',
    });
    const header = create(SnapshotHeaderSchema, {
      formatVersion: SNAPSHOT_FORMAT_VERSION,
      sequence: BigInt(feeds.sequence),
      timeNs: feeds.timeNs,
      lastOrderId: BigInt(engine.lastOrderId),
      lastTradeId: BigInt(engine.lastTradeId),
      stateHash: Buffer.from(stateHash(engine), 'hex'),
    });
    writeSnapshot(directory, header, snapshotChunks(feeds));
    return feeds.sequence;
  } finally {
    journal.close();
  }
}
