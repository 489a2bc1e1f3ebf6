import { existsSync } from 'node:fs';
import type { Logger } from '../../domain/logger.ts';
import { makeFolder } from '../../storage/durable-folder.ts';
import { errorMessage, errorName } from '../../storage/sqlite-error.ts';
import { checkedEnd, type RecordedDatabase, readTail } from '../../storage/tail-file.ts';
import { AnsweringThread } from '../../threads/answering-thread.ts';
import { Threads } from '../../threads/threads.ts';
import type { Journal } from '../journal.ts';
import { JournalUnavailableError } from '../journal-errors.ts';
import { BatchReader } from './batch-reader.ts';
import { Checkpoints } from './checkpoints.ts';
import type { CommitAnswer, CommitRequest, CommitWorkerData } from './commit-messages.ts';
import { journalFiles } from './journal-files.ts';
import { isBlank } from './schema.ts';
import { SqliteJournal } from './sqlite-journal.ts';

const QUIET: Logger = { info() {}, warn() {}, error() {} };

/**
 * Opens the journal of a data folder, or makes an empty one: `journal.db`, its log `journal.db-wal`, and `journal.tail`. This
 * process must hold the lock of the folder.
 *
 * Rejects with a DamagedError if committed events are missing or damaged, with a JournalVersionError if it is no journal of
 * this version, and with a JournalUnavailableError if it cannot be opened for writing. A full disk does not prevent opening.
 *
 * @param warn reports problems that lose nothing but need attention.
 */
export async function openSqliteJournal(
  directory: string,
  warn: (message: string) => void = (message) => process.emitWarning(message),
  threads = new Threads(QUIET),
): Promise<Journal> {
  makeFolder(directory);
  const files = journalFiles(directory);
  const { databaseFile } = files;
  // Before the first write: a damaged journal stays as it is.
  const lastSequence = committedSequence(files);
  const worker = await startWorker(threads, { ...files, lastSequence });
  const reader = new BatchReader(databaseFile);
  return new SqliteJournal(reader, worker, new Checkpoints(databaseFile, warn, threads), warn);
}

function committedSequence(files: RecordedDatabase): number {
  const { databaseFile, tailFile } = files;
  const tail = readTail(tailFile);
  if (!existsSync(databaseFile) || isBlank(databaseFile)) return checkedEnd(files, 0, tail);
  const reader = new BatchReader(databaseFile);
  try {
    return checkedEnd(files, reader.lastSequence, tail);
  } finally {
    reader.close();
  }
}

/**
 * The committing thread is not restarted: only a start can read in which state it left the journal. The process ends with it,
 * and its supervisor starts a new one.
 */
async function startWorker(
  threads: Threads,
  data: CommitWorkerData,
): Promise<AnsweringThread<CommitRequest, CommitAnswer>> {
  const worker = new AnsweringThread<CommitRequest, CommitAnswer>(threads, {
    name: 'commit',
    file: new URL('./commit-worker.ts', import.meta.url),
    workerData: () => data,
    restarts: false,
  });
  try {
    await worker.ask({ kind: 'start' });
    return worker;
  } catch (error) {
    await worker.stop();
    throw new JournalUnavailableError(errorName(error), errorMessage(error));
  }
}
