import { renameSync } from 'node:fs';
import { syncFolder } from '../../storage/durable-folder.ts';
import { TailFile } from '../../storage/tail-file.ts';
import { journalFiles } from './journal-files.ts';

/** Moves a closed journal into a folder without one, atomically, also if the process is killed. */
export function moveJournal(from: string, to: string): void {
  const source = journalFiles(from);
  const target = journalFiles(to);
  // A record that is behind is valid, a journal without a record is damaged. So a record is there before the journal is.
  new TailFile(target.tailFile, 0).close();
  renameSync(source.databaseFile, target.databaseFile);
  renameSync(source.tailFile, target.tailFile);
  syncFolder(to);
}
