import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { HistoryPages } from '../../src/history/history-pages.ts';
import { HistoryStore } from '../../src/history/history-store.ts';
import { openForReading } from '../../src/history/schema.ts';
import { TradingDays } from '../../src/market/trading-days.ts';

/** A history in its own folder. */
export class HistoryFolder implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'redleaf-history-'));

  write(frames: readonly WriterFrame[], days = new TradingDays()): void {
    const store = new HistoryStore(this.directory, days);
    store.write(frames);
    store.close();
  }

  read<Result>(use: (pages: HistoryPages) => Result): Result {
    const database = openForReading(this.directory);
    if (database === undefined) throw new Error('there is no history yet');
    try {
      return use(new HistoryPages(database));
    } finally {
      database.close();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** The first page of every list. */
export const EVERYTHING = {
  instrumentId: 0,
  fromTimeNs: undefined,
  toTimeNs: undefined,
  isNewestFirst: false,
  after: 0,
  limit: 1_000,
} as const;
