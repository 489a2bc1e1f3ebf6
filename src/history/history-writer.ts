import type { FollowerCursor } from '../follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../follower/writer.ts';
import { TradingDays } from '../market/trading-days.ts';
import { HistoryStore } from './history-store.ts';

/** Writes the orders, trades and candles that `HistoryReader` reads. */
export class HistoryWriter implements Writer {
  readonly name = 'history';
  readonly #directory: string;
  readonly #days: TradingDays;
  #store: HistoryStore | undefined;

  /**
   * @param directory the data folder.
   * @param days when the days of candles begin.
   */
  constructor(directory: string, days = new TradingDays()) {
    this.#directory = directory;
    this.#days = days;
  }

  async open(): Promise<FollowerCursor> {
    await this.close();
    this.#store = new HistoryStore(this.#directory, this.#days);
    return this.#store.cursor;
  }

  async write(frames: readonly WriterFrame[]): Promise<void> {
    if (this.#store === undefined) throw new Error('the writer is not open');
    this.#store.write(frames);
  }

  async close(): Promise<void> {
    this.#store?.close();
    this.#store = undefined;
  }
}
