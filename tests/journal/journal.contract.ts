import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { JournalUnavailableError } from '../../src/journal/journal-errors.ts';
import type { DamagedError } from '../../src/storage/damaged-error.ts';
import { SimulatedStorage } from '../simulator/simulated-storage.ts';
import { appendEvents, sequencesAfter } from './append-events.ts';
import { RecordingSink } from './events.ts';
import { SqliteStorage } from './sqlite-storage.ts';

/** One journal's storage, and what can happen to it. Damage is done while the journal is closed. */
export interface JournalStorage {
  open(): Promise<Journal>;
  /** Changes one byte of the batch that begins here. */
  spoilBatch(firstSequence: number): void;
  removeBatch(firstSequence: number): void;
  /** Whether this machine lets a test make writing fail. */
  readonly canFailWrites: boolean;
  failWrites(): void;
  healWrites(): void;
  remove(): void;
}

/** What every adapter of the port must do. */
function journalContract(name: string, makeStorage: () => JournalStorage): void {
  describe(name, () => {
    let storage: JournalStorage;
    let journal: Journal;

    beforeEach(async () => {
      storage = makeStorage();
      journal = await storage.open();
    });

    afterEach(async () => {
      storage.healWrites();
      await journal.close();
      storage.remove();
    });

    const reopen = async () => {
      await journal.close();
      journal = await storage.open();
    };

    test('is empty at first, and still when it is opened again', async () => {
      for (let i = 0; i < 2; i++) {
        expect([journal.lastSequence, journal.lastTimeNs]).toEqual([0, 0n]);
        expect(sequencesAfter(journal, 0)).toEqual([]);
        await reopen();
      }
    });

    test('holds what was appended, in order, before and after it is opened again', async () => {
      for (const count of [1, 3, 2]) await appendEvents(journal, count);
      for (let i = 0; i < 2; i++) {
        expect([journal.lastSequence, journal.lastTimeNs]).toEqual([6, 6_000_000n]);
        const sink = new RecordingSink();
        for (const batch of journal.read(0)) {
          const { firstSequence, lastSequence } = decodeBatch(batch.bytes, sink);
          expect(batch).toMatchObject({ firstSequence, lastSequence });
        }
        expect(sink.calls.map((call) => call.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
        await reopen();
      }
      await appendEvents(journal, 1);
      expect(sequencesAfter(journal, 0)).toEqual([1, 2, 5, 7]);
    });

    test('reads from any place: the batch that holds the next event is whole', async () => {
      for (const count of [1, 3, 2]) await appendEvents(journal, count);
      expect(sequencesAfter(journal, 1)).toEqual([2, 5]);
      expect(sequencesAfter(journal, 2)).toEqual([2, 5]);
      expect(sequencesAfter(journal, 4)).toEqual([5]);
      expect(sequencesAfter(journal, 6)).toEqual([]);
      expect(sequencesAfter(journal, 100)).toEqual([]);
    });

    test('a reader that is slow also gets what is committed meanwhile', async () => {
      await appendEvents(journal, 1);
      const seen: number[] = [];
      for (const batch of journal.read(0)) {
        seen.push(batch.firstSequence);
        if (journal.lastSequence < 4) await appendEvents(journal, 1);
      }
      expect(seen).toEqual([1, 2, 3, 4]);
    });

    test('keeps batches of several megabytes', async () => {
      const text = 'x'.repeat(200_000);
      await appendEvents(journal, 1);
      await appendEvents(journal, 40, text);
      await reopen();
      expect(journal.lastTimeNs).toBe(41_000_000n);
      const [batch] = journal.read(1);
      expect(batch?.bytes.length).toBeGreaterThan(8_000_000);
      const sink = new RecordingSink();
      decodeBatch(batch?.bytes ?? new Uint8Array(), sink);
      expect(sink.calls[39]?.call.event).toMatchObject({ terms: { clientOrderId: text } });
    });

    test('refuses a gap, a repeat and a batch that is empty, and goes on', async () => {
      await appendEvents(journal, 2);
      for (const [first, last] of [
        [4, 4],
        [2, 3],
        [1, 2],
        [3, 2],
      ] as const) {
        await expect(journal.append(new Uint8Array(8), first, last)).rejects.toThrow(RangeError);
      }
      await appendEvents(journal, 1);
      expect(sequencesAfter(journal, 0)).toEqual([1, 3]);
    });

    test('refuses a second append before the first has ended, and any after it is closed', async () => {
      const first = appendEvents(journal, 1);
      await expect(appendEvents(journal, 1)).rejects.toThrow('still at work');
      await first;
      await journal.close();
      await expect(appendEvents(journal, 1)).rejects.toThrow('closed');
      await reopen();
      expect(sequencesAfter(journal, 0)).toEqual([1]);
    });

    test('waits for the append under way before it closes', async () => {
      const appended = appendEvents(journal, 1);
      await journal.close();
      await appended;
      await reopen();
      expect(journal.lastSequence).toBe(1);
    });

    test('probing leaves nothing behind', async () => {
      await appendEvents(journal, 1);
      await journal.probe();
      await appendEvents(journal, 1);
      await reopen();
      expect(sequencesAfter(journal, 0)).toEqual([1, 2]);
    });

    test('names a batch that was changed, and reads those before it', async () => {
      for (let i = 0; i < 4; i++) await appendEvents(journal, 2);
      await journal.close();
      storage.spoilBatch(3);
      journal = await storage.open();
      const seen: number[] = [];
      const read = () => {
        for (const batch of journal.read(0)) seen.push(batch.firstSequence);
      };
      expect(read).toThrow(damageAt(3));
      expect(seen).toEqual([1]);
      expect(sequencesAfter(journal, 4)).toEqual([5, 7]);
    });

    test.each([1, 3])('names a batch that is missing, at %i', async (missing) => {
      for (let i = 0; i < 3; i++) await appendEvents(journal, 2);
      await journal.close();
      storage.removeBatch(missing);
      journal = await storage.open();
      expect(() => sequencesAfter(journal, 0)).toThrow(damageAt(missing));
      expect(() => sequencesAfter(journal, missing)).toThrow(damageAt(missing + 1));
    });

    test('does not open when the last batch was changed', async () => {
      for (let i = 0; i < 2; i++) await appendEvents(journal, 2);
      await journal.close();
      storage.spoilBatch(3);
      await expect(storage.open()).rejects.toThrow(damageAt(3));
    });

    test('does not open when its last batches are gone', async () => {
      for (let i = 0; i < 3; i++) await appendEvents(journal, 2);
      await journal.close();
      storage.removeBatch(5);
      storage.removeBatch(3);
      await expect(storage.open()).rejects.toThrow(/events 3 to 6 were committed and are missing/);
    });

    test('says when it cannot be written, holds nothing of that batch, and goes on later', async ({
      skip,
    }) => {
      if (!storage.canFailWrites) skip('no way to make writing fail here');
      await appendEvents(journal, 2);
      storage.failWrites();
      for (let i = 0; i < 2; i++) {
        await expect(appendEvents(journal, 3, 'lost'.repeat(5000))).rejects.toThrow(JournalUnavailableError);
        await expect(journal.probe()).rejects.toThrow(JournalUnavailableError);
        expect(journal.lastSequence).toBe(2);
        expect(sequencesAfter(journal, 0)).toEqual([1]);
      }
      storage.healWrites();
      await journal.probe();
      await appendEvents(journal, 1);
      expect(sequencesAfter(journal, 0)).toEqual([1, 3]);
      await reopen();
      expect(sequencesAfter(journal, 0)).toEqual([1, 3]);
      expect(journal.lastTimeNs).toBe(3_000_000n);
    });
  });
}

function damageAt(sequence: number): DamagedError {
  return expect.objectContaining({ name: 'DamagedError', place: expect.objectContaining({ sequence }) });
}

journalContract('sqlite', () => new SqliteStorage());
journalContract('simulated', () => new SimulatedStorage());
