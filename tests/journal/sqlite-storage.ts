import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import type { JournalStorage } from './journal.contract.ts';

/** A data folder of its own, and what can happen to the journal in it. */
export class SqliteStorage implements JournalStorage {
  readonly directory = mkdtempSync(join(tmpdir(), 'redleaf-journal-'));
  readonly databaseFile = join(this.directory, 'journal.db');
  /** The limit on the size of files can be lowered and raised by anybody, where there is one. */
  readonly canFailWrites = spawnSync('prlimit', ['--version']).status === 0;

  open(): Promise<Journal> {
    return openSqliteJournal(this.directory);
  }

  spoilBatch(firstSequence: number): void {
    this.change((database) => {
      const select = database.prepare('SELECT bytes FROM batches WHERE first_sequence = ?');
      const { bytes } = select.get(firstSequence) ?? {};
      if (!(bytes instanceof Uint8Array)) throw new Error(`no batch begins at ${firstSequence}`);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      database.prepare('UPDATE batches SET bytes = ? WHERE first_sequence = ?').run(bytes, firstSequence);
    });
  }

  removeBatch(firstSequence: number): void {
    this.change((database) => {
      database.prepare('DELETE FROM batches WHERE first_sequence = ?').run(firstSequence);
    });
  }

  change(action: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.databaseFile);
    action(database);
    database.close();
  }

  failWrites(): void {
    limitFileSize('4096');
  }

  healWrites(): void {
    if (this.canFailWrites) limitFileSize('unlimited');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Sets the soft limit of this process only: a write past it fails, as on a disk with no room. */
function limitFileSize(limit: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${limit}:`]);
}
