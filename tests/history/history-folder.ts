import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Side } from '../../src/domain/order.ts';
import type { OrderState, WriterEvent } from '../../src/follower/writer.ts';
import { HistoryPages } from '../../src/history/history-pages.ts';
import { HistoryStore } from '../../src/history/history-store.ts';
import { openForReading } from '../../src/history/schema.ts';
import { TradingDays } from '../../src/market/trading-days.ts';

/** A history in a folder of its own. */
export class HistoryFolder implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'redleaf-history-'));

  write(events: readonly WriterEvent[], days = new TradingDays()): void {
    const store = new HistoryStore(this.directory, days);
    store.write(events);
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

/** The first page of everything. */
export const EVERYTHING = {
  instrumentId: 0,
  fromTimeNs: undefined,
  toTimeNs: undefined,
  isNewestFirst: false,
  after: 0,
  limit: 1_000,
} as const;

/** An order for 1 at 1 that has traded, but for what a test says. */
export function order(more: Partial<OrderState>): OrderState {
  return {
    orderId: 1,
    clientOrderId: '',
    instrumentId: 1,
    partyId: '',
    partyNumber: 1,
    side: Side.Buy,
    kind: 'GTC',
    price: 1,
    quantity: 1,
    leavesQuantity: 0,
    cumQuantity: 1,
    canceledQuantity: 0,
    notional: 1,
    acceptTimeNs: 1n,
    transactTimeNs: 1n,
    ...more,
  };
}
