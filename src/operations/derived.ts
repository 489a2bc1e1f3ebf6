import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listSnapshots } from '../journal/snapshot-file.ts';
import { journalBeginning } from '../journal/sqlite/journal-reader.ts';
import { beginSession, datagramFile } from '../multicast/datagram-store.ts';
import { CURSOR_FILES } from '../writers/csv/csv-cursor.ts';
import { FILE_NAME } from '../writers/csv/csv-rows.ts';
import { bytesOf, file, type Leftover } from './leftovers.ts';

/**
 * What an exchange makes again from its journal, which takes it a while: only snapshots once older events were archived. The folder
 * must be locked.
 */
export function findDerived(dataDir: string, csvDir: string): Leftover[] {
  const beginning = journalBeginning(dataDir);
  const snapshots = listSnapshots(dataDir)
    .filter(({ sequence }) => sequence > (beginning?.afterSequence ?? 0))
    .map(({ path }) => file('snapshot', path));
  // Of the events in an archive nothing is made again.
  if (beginning !== undefined) return snapshots;
  return [
    ...snapshots,
    ...database('history', join(dataDir, 'history.db')),
    // Listeners have heard of the numbers that would be given again, perhaps for something else.
    ...database('datagrams', datagramFile(dataDir), () => beginSession(dataDir)),
    ...csvFiles(csvDir),
  ];
}

function database(what: string, path: string, afterwards = () => {}): Leftover[] {
  if (!existsSync(path)) return [];
  // A log without its database would be taken for that of the next one: it goes first.
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

/** One for all: without its cursor the writer takes none of them for its own. */
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
