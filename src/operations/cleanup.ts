import { existsSync } from 'node:fs';
import type { ClockKind } from '../exchange/open-clock.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import { findDerived } from './derived.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';

interface CleanupOptions {
  readonly dataDir: string;
  readonly csvDir: string;
  /** Empty for no log files. */
  readonly logDir: string;
  readonly logKeepFiles: number;
  readonly clock: ClockKind;
  /** Whether to include data that an exchange can derive from the journal. */
  readonly derived: boolean;
}

/** The folder is not a data folder. */
export class NoDataFolderError extends Error {
  constructor(dataDir: string) {
    super(`${dataDir} is not a data folder: it has no journal`);
    this.name = 'NoDataFolderError';
  }
}

/**
 * Finds files that can be removed from a data folder and its parent. Locks the data folder until `work` is done. The search
 * itself changes nothing.
 *
 * @throws NoDataFolderError, and DataFolderInUseError while an exchange runs.
 */
export async function withLeftovers<Result>(
  options: CleanupOptions,
  work: (leftovers: readonly Leftover[]) => Promise<Result>,
): Promise<Result> {
  const { dataDir, csvDir, derived } = options;
  if (!existsSync(journalFiles(dataDir).databaseFile)) throw new NoDataFolderError(dataDir);
  const lock = lockDataFolder(dataDir, { writesPid: false });
  try {
    const leftovers = findLeftovers(dataDir, options);
    return await work(derived ? [...leftovers, ...findDerived(dataDir, csvDir)] : leftovers);
  } finally {
    lock.release();
  }
}
