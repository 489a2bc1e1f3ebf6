import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import type { Journal, StoredBatch } from '../../src/journal/journal.ts';
import { JournalUnavailableError } from '../../src/journal/journal-errors.ts';

/** A journal whose commits the test holds up, lets through, or fails. */
export class MemoryJournal implements Journal {
  readonly epoch = 1;
  readonly beginning = undefined;
  readonly batches: StoredBatch[] = [];
  /** While set, commits wait for `release`. */
  held = false;
  /** While set, commits and probes fail. */
  broken = false;
  #waiting: (() => void) | undefined;

  get lastSequence(): number {
    return this.batches.at(-1)?.lastSequence ?? 0;
  }

  get lastTimeNs(): bigint {
    const last = this.batches.at(-1);
    return last === undefined ? 0n : decodeBatch(last.bytes, {}).lastTimeNs;
  }

  async append(bytes: Uint8Array, firstSequence: number, lastSequence: number): Promise<void> {
    if (this.held) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    await this.probe();
    if (firstSequence !== this.lastSequence + 1) throw new RangeError(`${firstSequence} leaves a gap`);
    this.batches.push({ firstSequence, lastSequence, bytes });
  }

  release(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }

  *read(afterSequence: number): Iterable<StoredBatch> {
    for (const batch of this.batches) if (batch.lastSequence > afterSequence) yield batch;
  }

  async probe(): Promise<void> {
    if (this.broken) throw new JournalUnavailableError('SQLITE_FULL', 'the disk is full');
  }

  async close(): Promise<void> {}
}
