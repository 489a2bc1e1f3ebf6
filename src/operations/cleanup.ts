import { existsSync } from 'node:fs';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import { findDerived } from './derived.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';

interface CleanupOptions {
  readonly dataDir: string;
  readonly csvDir: string;
  /** Empty for none. */
  readonly logDir: string;
  readonly logKeepFiles: number;
  /** Whether what can be made again is left over too. */
  readonly derived: boolean;
}

/** A folder that no exchange has ever run on. */
export class NoDataFolderError extends Error {
  constructor(dataDir: string) {
    super(`${dataDir} is no data folder: it has no journal`);
    this.name = 'NoDataFolderError';
  }
}

/**
 * Finds what can be removed from a data folder and beside it, and keeps exchanges out of it until the work with that is done.
 * Finding changes nothing.
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
