import { existsSync, statSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FollowerCursor } from '../../follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../../follower/writer.ts';
import { makeFolder, syncFolder } from '../../storage/durable-folder.ts';
import { CsvCursor } from './csv-cursor.ts';
import { csvHeader, csvLines, FILE_NAME } from './csv-rows.ts';

/** Writes orders, trades and cancels as the seed did: four files for each instrument, which only grow. */
export class CsvWriter implements Writer {
  readonly name = 'csv';
  readonly #directory: string;
  #cursor: CsvCursor | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Cuts off what a crash has left after the cursor. */
  async open(): Promise<FollowerCursor> {
    await this.close();
    makeFolder(this.#directory);
    const cursor = new CsvCursor(this.#directory);
    try {
      await this.#checkForeign(cursor);
      for (const [name, bytes] of cursor.bytes) await this.#cut(name, bytes);
    } catch (error) {
      cursor.close();
      throw error;
    }
    this.#cursor = cursor;
    return cursor.event;
  }

  async write(frames: readonly WriterFrame[]): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined) throw new Error('the writer is not open');
    const news = frames.filter(({ sequence }) => sequence > cursor.event.sequence);
    const last = news.at(-1);
    if (last === undefined) return;
    const lines = csvLines(news);
    this.#makeOwn(cursor, [...lines.keys()]);
    const ends = new Map<string, number>();
    for (const [name, text] of lines) ends.set(name, await this.#append(name, text, cursor));
    cursor.move(last, ends);
  }

  async close(): Promise<void> {
    this.#cursor?.close();
    this.#cursor = undefined;
  }

  /** @throws Error when the folder has files with our names that this writer did not make. They stay as they are. */
  async #checkForeign({ bytes }: CsvCursor): Promise<void> {
    const foreign = (await readdir(this.#directory)).find((name) => FILE_NAME.test(name) && !bytes.has(name));
    if (foreign !== undefined) {
      throw new Error(
        `${join(this.#directory, foreign)} was not written by this exchange: move it elsewhere`,
      );
    }
  }

  async #cut(name: string, bytes: number): Promise<void> {
    const path = join(this.#directory, name);
    const file = existsSync(path) ? await open(path, 'r+') : undefined;
    try {
      const size = (await file?.stat())?.size ?? 0;
      if (size < bytes) {
        throw new Error(
          `${path} has ${size} bytes and must have ${bytes}: put it back, or remove the whole folder to have all written again`,
        );
      }
      if (size === bytes) return;
      await file?.truncate(bytes);
      await file?.sync();
    } finally {
      await file?.close();
    }
  }

  /** Lists new files before it makes them, so that after a crash they are not taken for someone else's. */
  #makeOwn(cursor: CsvCursor, names: readonly string[]): void {
    const added = names.filter((name) => !cursor.bytes.has(name));
    if (added.length > 0) cursor.move(cursor.event, new Map(added.map((name) => [name, 0])));
  }

  /** Files are as readable as the folder: by its owner only, unless the owner has opened the folder to others. */
  #fileMode(): number {
    return statSync(this.#directory).mode & 0o666;
  }

  /** @returns the new length of the file. */
  async #append(name: string, text: string, cursor: CsvCursor): Promise<number> {
    const path = join(this.#directory, name);
    const start = cursor.bytes.get(name) ?? 0;
    const bytes = Buffer.from(start === 0 ? csvHeader(name) + text : text);
    const file = await open(path, 'a', this.#fileMode());
    try {
      const { size } = await file.stat();
      // A spreadsheet that saved the file has changed it.
      if (size !== start)
        throw new Error(`${path} has ${size} bytes and not ${start}: someone else writes to it`);
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (start === 0) syncFolder(this.#directory);
    return start + bytes.length;
  }
}
