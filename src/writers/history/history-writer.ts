import type { Writer, WriterCursor, WriterEvent } from '../writer.ts';
import { HistoryStore } from './history-store.ts';

/** Keeps orders, trades and positions for good, where `HistoryReader` reads them. */
export class HistoryWriter implements Writer {
  readonly name = 'history';
  readonly #directory: string;
  #store: HistoryStore | undefined;

  /** @param directory the data folder. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async open(): Promise<WriterCursor> {
    await this.close();
    this.#store = new HistoryStore(this.#directory);
    return this.#store.cursor;
  }

  async write(events: readonly WriterEvent[]): Promise<void> {
    if (this.#store === undefined) throw new Error('the writer is not open');
    this.#store.write(events);
  }

  async close(): Promise<void> {
    this.#store?.close();
    this.#store = undefined;
  }
}
