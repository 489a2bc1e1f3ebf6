import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { FRAME_BYTES, MAX_WAL_BYTES } from '../../storage/wal-limit.ts';
import type { CheckpointAnswer } from './checkpoints.ts';

/** Past this the log begins anew. What is committed while that is prepared fits below the bound of the log. */
const RESTART_LOG_BYTES = (MAX_WAL_BYTES * 3) / 8;
/** How long the committing thread may have to wait for readers to leave the log. They take milliseconds. */
const BUSY_TIMEOUT_MS = 50;

/** The thread that moves what is committed from the log into the database. */
const database = new DatabaseSync(workerData, { timeout: BUSY_TIMEOUT_MS });
database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');
parentPort?.on('message', () => parentPort?.postMessage(checkpoint()));

function checkpoint(): CheckpointAnswer {
  try {
    const { log } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    // By itself the log begins anew only when a checkpoint ends between two commits. The first pass has moved most of
    // it, so the committing thread waits for the rest only.
    if (Number(log) * FRAME_BYTES > RESTART_LOG_BYTES) {
      database.prepare('PRAGMA wal_checkpoint(RESTART)').get();
    }
    return { failure: undefined };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
