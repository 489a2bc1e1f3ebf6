import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Db } from 'mongodb';
import type { Logger } from '../domain/logger.ts';
import { type ClockKind, openClock } from '../exchange/open-clock.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { moveJournal } from '../journal/sqlite/move-journal.ts';
import { connectMongo, type MongoSettings } from '../mongo/connect.ts';
import { verifyDataFolder } from '../recovery/verify.ts';
import { readTail } from '../storage/tail-file.ts';
import { type Cursor, CursorMovedError, claimForImport, readCursor } from '../writers/mongo/cursor.ts';
import { Findings, type FoundExchange } from './found.ts';
import { readExchange } from './read-exchange.ts';
import { rebuildFolder } from './rebuild-folder.ts';
import { writeJournal } from './write-journal.ts';

interface Options {
  readonly settings: MongoSettings;
  /** The data folder. No other process may use it meanwhile. */
  readonly directory: string;
  /** Whether the exchange will write to the same database. */
  readonly goesOnThere: boolean;
  readonly clock: ClockKind;
  /** Stores the bcrypt hashes of the parties. Called before the journal is in its place. */
  readonly keepPasswords: (hashes: ReadonlyMap<string, string>) => Promise<void> | void;
  readonly logger: Logger;
}

/** The result of a rebuild. */
export interface Rebuilt {
  readonly stateHash: string;
  readonly instruments: number;
  readonly parties: number;
  readonly openOrders: number;
  readonly positions: number;
  /** What the database lacks or contradicts: a sentence each. */
  readonly findings: readonly string[];
}

/**
 * Begins the journal of an empty data folder with the exchange that a database holds, ours or the seed's. The whole journal is
 * there afterwards, or none.
 *
 * @throws Error if the folder has a journal, the database has no exchange, or another process writes to it meanwhile.
 */
export async function rebuildFromMongo(options: Options): Promise<Rebuilt> {
  const { settings, directory, goesOnThere, clock, keepPasswords, logger } = options;
  checkHasNone(directory);
  const client = await connectMongo(settings);
  const folder = rebuildFolder(directory);
  try {
    const db = client.db(settings.mongoDb);
    const cursor = await readCursor(db);
    const findings = new Findings();
    if (cursor?.isUnfinished) {
      findings.add(
        settings.mongoDb,
        `writing ended in the middle, after event ${cursor.sequence}: what came next may be there in part`,
      );
    }
    const found = await readExchange(db, cursor, findings, (what) =>
      logger.info({ what }, 'reading MongoDB'),
    );
    checkNotEmpty(found, settings);

    rmSync(folder, { recursive: true, force: true });
    // The time of the database is that of its last event. One of the seed has none.
    await writeJournal(folder, found, openClock(clock, cursor?.timeNs ?? 0n).now());
    const { epoch, stateHash } = verifyDataFolder(folder, () => {});
    await keepPasswords(found.passwordHashes);
    if (goesOnThere) {
      const { lastOrderId, lastTradeId } = found;
      await claimForImport(db, { found: cursor, epoch, lastOrderId, lastTradeId });
    } else {
      await checkUnmoved(db, cursor);
    }
    moveJournal(folder, directory);
    return {
      stateHash,
      instruments: found.instruments.length,
      parties: found.parties.length,
      openOrders: found.openOrders.length,
      positions: found.positions.length,
      findings: findings.sentences,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await client.close();
  }
}

/** What an exchange leaves in its folder, apart from credentials. */
const LEFT = ['journal.db', 'snapshots', 'history.db', 'multicast.db'];

function checkHasNone(directory: string): void {
  const { tailFile } = journalFiles(directory);
  // A rebuild that was killed before it moved the journal leaves a tail file that records no event.
  const hadEvents = (readTail(tailFile) ?? 0) > 0;
  const left =
    LEFT.find((name) => existsSync(join(directory, name))) ?? (hadEvents ? basename(tailFile) : undefined);
  if (left === undefined) return;
  throw new Error(`${directory} has a ${left}: an exchange is rebuilt into an empty data folder only`);
}

function checkNotEmpty({ instruments, parties }: FoundExchange, { mongoDb }: MongoSettings): void {
  if (instruments.length > 0 || parties.length > 0) return;
  throw new Error(`database ${mongoDb} holds no exchange: give another MONGO_DB`);
}

/** @throws CursorMovedError */
async function checkUnmoved(db: Db, cursor: Cursor | undefined): Promise<void> {
  const now = await readCursor(db);
  const isSame =
    now?.epoch === cursor?.epoch && now?.sequence === cursor?.sequence && now?.timeNs === cursor?.timeNs;
  if (!isSame) throw new CursorMovedError(cursor?.sequence ?? 0);
}
