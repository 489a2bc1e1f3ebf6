import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckpointAnswer } from './checkpoints.ts';
import { BUSY_TIMEOUT_MS } from './schema.ts';

const FRAME_BYTES = 4096 + 24;
/** Past this the log is emptied, which for a moment keeps the committing thread waiting. */
const TRUNCATE_LOG_BYTES = 256 * 2 ** 20;

/** The thread that moves what is committed from the log into the database. */
const database = new DatabaseSync(workerData, { timeout: BUSY_TIMEOUT_MS });
database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');
parentPort?.on('message', () => parentPort?.postMessage(checkpoint()));

function checkpoint(): CheckpointAnswer {
  try {
    const { log } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    // What the first pass has moved, the second need not: writers wait for the rest only.
    if (Number(log) * FRAME_BYTES > TRUNCATE_LOG_BYTES) {
      database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    }
    return { failure: undefined };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
