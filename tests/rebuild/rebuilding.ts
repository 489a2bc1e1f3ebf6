import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImportedPosition } from '../../src/domain/imported-position.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { Order } from '../../src/domain/order-progress.ts';
import type { Party } from '../../src/domain/party.ts';
import type { Trade } from '../../src/domain/trade.ts';
import type { ImportBegun, PartyStatusChanged } from '../../src/events/events.ts';
import type { FrameConsumer } from '../../src/events/frame.ts';
import type { ClockKind } from '../../src/exchange/open-clock.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { rebuildFromMongo } from '../../src/rebuild/rebuild-from-mongo.ts';

/** A folder that is removed when the test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-rebuild-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Rebuilds an exchange into a folder. The result also has the found passwords. */
export async function rebuild(
  settings: MongoSettings,
  directory: string,
  goesOnThere = true,
  clock: ClockKind = 'system',
) {
  const passwords = new Map<string, string>();
  const rebuilt = await rebuildFromMongo({
    settings,
    directory,
    goesOnThere,
    clock,
    keepPasswords: (hashes) => {
      for (const [id, hash] of hashes) passwords.set(id, hash);
    },
    logger: { info() {}, warn() {}, error() {} },
  });
  return { ...rebuilt, passwords };
}

/** Passes all frames of a journal to a consumer. */
export function decodeJournal(directory: string, consumer: FrameConsumer): void {
  const journal = openSqliteJournalReader(directory);
  for (const { bytes } of journal.read(0)) decodeBatch(bytes, consumer);
  journal.close();
}

/** The imported content at the beginning of a rebuilt exchange's journal. */
export function importedIn(directory: string) {
  const begun: ImportBegun[] = [];
  const instruments: Instrument[] = [];
  const parties: Party[] = [];
  const statuses: PartyStatusChanged[] = [];
  const orders: Order[] = [];
  const trades: Trade[] = [];
  const positions: ImportedPosition[] = [];
  decodeJournal(directory, {
    importBegun: (event) => begun.push({ ...event }),
    instrumentCreated: ({ instrument }) => instruments.push(instrument),
    partyCreated: ({ party }) => parties.push(party),
    partyStatusChanged: (event) => statuses.push({ ...event }),
    orderImported: ({ order }) => orders.push(order),
    tradeImported: ({ trade }) => trades.push(trade),
    positionImported: ({ position }) => positions.push(position),
  });
  return { begun, instruments, parties, statuses, orders, trades, positions };
}
