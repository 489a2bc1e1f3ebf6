import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { historyFile } from '../history/schema.ts';
import type { MongoSettings } from '../mongo/connect.ts';
import { datagramFile } from '../multicast/datagram-store.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import { CURSOR_FILE } from './csv/csv-cursor.ts';

/** The writers of an exchange, and where they write. */
export type WriterSettings = MongoSettings & Pick<Config, 'dataDir' | 'csvDir' | 'history' | 'writers'>;

/** How far a writer is. */
export interface WrittenUpTo {
  readonly writer: WriterName;
  /** The last event that it has; 0 for none, and for events of another history. */
  readonly sequence: number;
}

/**
 * The writers of a stopped exchange: those in the settings, and those whose files are still there. Reads only.
 *
 * @param epoch of its journal.
 */
export async function writerCursors(
  settings: WriterSettings,
  epoch: number,
): Promise<readonly WrittenUpTo[]> {
  const { dataDir, csvDir, writers } = settings;
  const inFiles = [
    { writer: 'history', isSet: settings.history, file: historyFile(dataDir), column: 'sequence' },
    { writer: 'csv', isSet: writers.includes('csv'), file: join(csvDir, CURSOR_FILE), column: 'sequence' },
    {
      writer: 'multicast',
      isSet: writers.includes('multicast'),
      file: datagramFile(dataDir),
      column: 'event',
    },
  ] as const;
  const found: WrittenUpTo[] = inFiles
    .filter(({ isSet, file }) => isSet || existsSync(file))
    .map(({ writer, file, column }) => ({ writer, sequence: storedCursor(file, column, epoch) }));
  if (writers.includes('mongo'))
    found.push({ writer: 'mongo', sequence: await mongoCursor(settings, epoch) });
  return found;
}

function storedCursor(file: string, column: 'sequence' | 'event', epoch: number): number {
  if (!existsSync(file)) return 0;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database.prepare(`SELECT epoch, ${column} AS sequence FROM cursor`).get();
    return row?.['epoch'] === epoch ? Number(row['sequence']) : 0;
  } finally {
    database.close();
  }
}

/** Loads the driver only here: most exchanges need no MongoDB. */
async function mongoCursor(settings: WriterSettings, epoch: number): Promise<number> {
  const [{ connectMongo }, { readCursor }] = await Promise.all([
    import('../mongo/connect.ts'),
    import('./mongo/cursor.ts'),
  ]);
  const client = await connectMongo(settings);
  try {
    const cursor = await readCursor(client.db(settings.mongoDb));
    return cursor?.epoch === epoch ? cursor.sequence : 0;
  } finally {
    await client.close();
  }
}
