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
 * Opens the journal of a data folder, or makes an empty one: `journal.db`, its log
 * `journal.db-wal`, and `journal.tail`. The folder must be this process's own.
 *
 * Rejects with a DamagedError when what is there is not all that was committed, with a
 * JournalVersionError when it is not a journal of this version, and with a
 * JournalUnavailableError when it cannot be opened for writing. A disk that is merely full
 * does not hinder reading.
 *
 * @param warn is told of what loses nothing and somebody should look at.
 */
export async function openSqliteJournal(
  directory: string,
  warn: (message: string) => void = (message) => process.emitWarning(message),
  threads = new Threads(QUIET),
): Promise<Journal> {
  makeFolder(directory);
  const files = journalFiles(directory);
  const { databaseFile } = files;
  // Before anything is written: a damaged journal stays as it was found.
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
 * The committing thread is not started again: what it has left can only be read by a start. The process ends with it, and
 * whatever supervises the process starts it again.
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
