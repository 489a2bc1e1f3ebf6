import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { FRAME_BYTES, MAX_WAL_BYTES } from '../../storage/wal-limit.ts';
import type { CheckpointAnswer } from './checkpoints.ts';

/** Above this size the log is restarted. What is committed meanwhile still fits below the bound of the log. */
const RESTART_LOG_BYTES = (MAX_WAL_BYTES * 3) / 8;
/** How long a restart may wait for readers of the log, and the committing thread with it. Readers take milliseconds. */
const BUSY_TIMEOUT_MS = 50;

/** A thread that copies committed pages from the log into the database. */
const database = new DatabaseSync(workerData, { timeout: BUSY_TIMEOUT_MS });
database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');
parentPort?.on('message', () => parentPort?.postMessage(checkpoint()));

function checkpoint(): CheckpointAnswer {
  try {
    const { log } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    // A passive checkpoint restarts the log only if it ends between two commits, which never happens under load. The passive
    // pass has copied most pages, so the committing thread waits only for the rest.
    if (Number(log) * FRAME_BYTES > RESTART_LOG_BYTES) {
      database.prepare('PRAGMA wal_checkpoint(RESTART)').get();
    }
    return { failure: undefined };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
