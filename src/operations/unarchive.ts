import { existsSync } from 'node:fs';
import { copySnapshot } from '../journal/snapshot-file.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { firstSnapshot } from '../recovery/restore-beginning.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import { verifyArchive } from './archive-manifest.ts';
import { NoDataFolderError } from './cleanup.ts';
import type { OnProgress } from './copy-data-folder.ts';
import { rewriteJournal } from './rewrite-journal.ts';
import { checkContinues } from './verify-chain.ts';

interface UnarchiveOptions {
  /** Data folder of a stopped exchange. */
  readonly dataDir: string;
  /** The archive that ends where the journal begins. It is not changed. */
  readonly archive: string;
  readonly onProgress: OnProgress;
}

/**
 * Puts the events of an archive back into the journal that follows it, for example to make a history again. A crash leaves
 * the old journal or the new one.
 *
 * @returns result of verifying the new journal.
 * @throws NoDataFolderError, DataFolderInUseError while an exchange runs, NoArchiveError, BrokenChainError for another
 * archive, and DamagedError.
 */
export function unarchiveJournal({ dataDir, archive, onProgress }: UnarchiveOptions): Verification {
  if (!existsSync(journalFiles(dataDir).databaseFile)) throw new NoDataFolderError(dataDir);
  const lock = lockDataFolder(dataDir);
  try {
    const before = verifyDataFolder(dataDir, (done, last) => onProgress(done, 2 * last));
    const found = verifyArchive(archive, () => {});
    checkContinues({ directory: archive, found }, { directory: dataDir, found: before });
    const journal = openSqliteJournalReader(archive);
    try {
      const { beginning } = journal;
      const snapshot = beginning === undefined ? undefined : firstSnapshot(archive, beginning);
      if (snapshot !== undefined) copySnapshot(snapshot, dataDir);
      const older = journal.read(found.firstSequence - 1);
      return rewriteJournal(
        dataDir,
        { beginning, snapshot, older, after: found.lastSequence },
        before,
        (done, last) => onProgress(last + done, 2 * last),
      );
    } finally {
      journal.close();
    }
  } finally {
    lock.release();
  }
}
