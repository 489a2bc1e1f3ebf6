import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listSnapshots } from '../journal/snapshot-file.ts';
import { journalBeginning } from '../journal/sqlite/journal-reader.ts';
import { beginSession, datagramFile } from '../multicast/datagram-store.ts';
import { CURSOR_FILES } from '../writers/csv/csv-cursor.ts';
import { FILE_NAME } from '../writers/csv/csv-rows.ts';
import { bytesOf, file, type Leftover } from './leftovers.ts';

/**
 * Finds files that an exchange can make again from its journal, which takes some time. After events were archived, these are
 * only snapshots. The caller holds the lock of the folder.
 */
export function findDerived(dataDir: string, csvDir: string): Leftover[] {
  const beginning = journalBeginning(dataDir);
  const snapshots = listSnapshots(dataDir)
    .filter(({ sequence }) => sequence > (beginning?.afterSequence ?? 0))
    .map(({ path }) => file('snapshot', path));
  // The journal does not have the archived events, so the other files cannot be made again.
  if (beginning !== undefined) return snapshots;
  return [
    ...snapshots,
    ...database('history', join(dataDir, 'history.db')),
    // Begin a new session: numbering restarts, and listeners must not confuse the new datagrams with earlier ones.
    ...database('datagrams', datagramFile(dataDir), () => beginSession(dataDir)),
    ...csvFiles(csvDir),
  ];
}

function database(what: string, path: string, afterwards = () => {}): Leftover[] {
  if (!existsSync(path)) return [];
  // Remove the log first: SQLite would apply a remaining log to the next database.
  const paths = [`${path}-wal`, `${path}-shm`, path];
  return [
    {
      what,
      path,
      bytes: bytesOf(paths),
      remove() {
        for (const each of paths) rmSync(each, { force: true });
        afterwards();
      },
    },
  ];
}

/** All CSV files are removed together: without the cursor the writer does not accept any of them. */
function csvFiles(directory: string): Leftover[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory);
  const ours = [
    ...CURSOR_FILES.filter((name) => names.includes(name)),
    ...names.filter((name) => FILE_NAME.test(name)),
  ].map((name) => join(directory, name));
  if (ours.length === 0) return [];
  return [
    {
      what: 'CSV files',
      path: directory,
      bytes: bytesOf(ours),
      remove() {
        for (const path of ours) rmSync(path);
        if (readdirSync(directory).length === 0) rmdirSync(directory);
      },
    },
  ];
}
