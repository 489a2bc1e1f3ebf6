import { renameSync } from 'node:fs';
import { syncFolder } from '../../storage/durable-folder.ts';
import { TailFile } from '../../storage/tail-file.ts';
import { journalFiles } from './journal-files.ts';

/** Moves a closed journal into a folder that has none: as a whole or not at all, also when the process is killed. */
export function moveJournal(from: string, to: string): void {
  const source = journalFiles(from);
  const target = journalFiles(to);
  // Between the two moves the record is behind, which is allowed. A journal without any record is damaged.
  new TailFile(target.tailFile, 0).close();
  renameSync(source.databaseFile, target.databaseFile);
  renameSync(source.tailFile, target.tailFile);
  syncFolder(to);
}
