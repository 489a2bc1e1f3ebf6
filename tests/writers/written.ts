import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoredDatagrams } from '../../src/multicast/stored-datagrams.ts';

/** Everything that a CSV writer has written to a folder. */
export function csvFilesIn(directory: string) {
  const names = readdirSync(directory).filter((name) => name.endsWith('.csv'));
  return names.sort().map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}

/** The stored datagrams of a data folder, in order of their sequence. */
export function datagramsIn(dataDir: string): string[] {
  const replay = new StoredDatagrams(dataDir);
  const kept = replay.read(1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  replay.close();
  return kept.map((datagram) => Buffer.from(datagram).toString());
}

/** All rows of the history in a data folder, with its cursor. */
export function historyIn(dataDir: string) {
  const database = new DatabaseSync(join(dataDir, 'history.db'), { readOnly: true, readBigInts: true });
  try {
    return ['cursor', 'orders', 'trades', 'candles'].map((table) =>
      database
        .prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`)
        .all()
        .map((row) => Object.values(row).map(String)),
    );
  } finally {
    database.close();
  }
}
