import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { errorMessage, errorName, isWriteFailure } from '../../storage/sqlite-error.ts';
import { TailFile } from '../../storage/tail-file.ts';
import { batchChecksum } from './batch-checksum.ts';
import type { CommitAnswer, CommitWorkerData } from './commit-messages.ts';
import { createSchema, INSERT_BATCH, openForWriting } from './schema.ts';

/** Larger than the reserve that a file system may keep for small writes. */
const PROBE_BYTES = 65_536;
const DONE: CommitAnswer = { kind: 'done' };

interface Connection {
  readonly database: DatabaseSync;
  readonly insert: StatementSync;
}

/** Commits batches, one transaction each. */
export class BatchWriter {
  readonly #file: string;
  readonly #tail: TailFile;
  #connection: Connection | undefined;
  #tailIsBehind = false;

  constructor(data: CommitWorkerData) {
    this.#file = data.databaseFile;
    this.#connection = connect(this.#file);
    this.#tail = new TailFile(data.tailFile, data.lastSequence);
  }

  append(bytes: Uint8Array, firstSequence: number, lastSequence: number): CommitAnswer {
    const checksum = batchChecksum(bytes, firstSequence, lastSequence);
    try {
      this.#connection ??= connect(this.#file);
    } catch (error) {
      return unavailable(error);
    }
    try {
      this.#connection.insert.run(firstSequence, lastSequence, checksum, bytes);
    } catch (error) {
      const answer = this.#outcome(error, firstSequence, checksum);
      if (answer !== DONE) return answer;
    }
    return this.#recordTail(lastSequence);
  }

  probe(): CommitAnswer {
    try {
      this.#connection ??= connect(this.#file);
      const { database } = this.#connection;
      database.exec(`INSERT INTO probes VALUES (zeroblob(${PROBE_BYTES})); DELETE FROM probes`);
      return DONE;
    } catch (error) {
      this.#disconnect();
      return unavailable(error);
    }
  }

  close(): CommitAnswer {
    this.#disconnect();
    this.#tail.close();
    return DONE;
  }

  /** After a failed commit, finds out whether the batch is in the journal, now and after a restart. */
  #outcome(error: unknown, firstSequence: number, checksum: number): CommitAnswer {
    try {
      this.#disconnect();
      this.#connection = connect(this.#file);
      const { database } = this.#connection;
      // The last WAL frame of a batch commits it, so a torn batch is not visible. But a batch that was written and not synced
      // could come back with a restart, or be read now and lost later. A truncating checkpoint decides both: the batch is in
      // the database, or nowhere.
      if (!isWriteFailure(error)) truncateLog(database);
      const row = database
        .prepare('SELECT checksum FROM batches WHERE first_sequence = ?')
        .get(firstSequence);
      if (row === undefined) return unavailable(error);
      const { checksum: stored } = row;
      if (stored === checksum) return DONE;
      return { kind: 'unknown', message: `another batch begins at ${firstSequence}` };
    } catch (second) {
      return { kind: 'unknown', message: `${errorMessage(error)}, and then ${errorMessage(second)}` };
    }
  }

  /** A failure to write the tail does not undo the commit: a tail that is behind only protects less. Warns once per failure. */
  #recordTail(lastSequence: number): CommitAnswer {
    const wasBehind = this.#tailIsBehind;
    try {
      this.#tail.write(lastSequence);
      this.#tailIsBehind = false;
      return DONE;
    } catch (error) {
      this.#tailIsBehind = true;
      const warning = `the record of the last committed event is behind: ${errorMessage(error)}`;
      return wasBehind ? DONE : { kind: 'done', warning };
    }
  }

  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.database.close();
  }
}

function connect(file: string): Connection {
  const database = openForWriting(file);
  try {
    createSchema(database);
    return { database, insert: database.prepare(INSERT_BATCH) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function truncateLog(database: DatabaseSync): void {
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
  if (busy !== 0) throw new Error('the log could not be emptied');
}

function unavailable(error: unknown): CommitAnswer {
  return { kind: 'unavailable', code: errorName(error), message: errorMessage(error) };
}
