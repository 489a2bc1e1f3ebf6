import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BatchWriter } from '../../src/journal/sqlite/batch-writer.ts';
import { TailFile } from '../../src/storage/tail-file.ts';

test('a record of the last event that cannot be written undoes no commit, and is told once while it lasts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-tail-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const writer = new BatchWriter({
    databaseFile: join(folder, 'journal.db'),
    tailFile: join(folder, 'journal.tail'),
    lastSequence: 0,
  });
  const tail = vi.spyOn(TailFile.prototype, 'write');
  let sequence = 0;
  const append = (isBroken: boolean) => {
    if (isBroken) {
      tail.mockImplementationOnce(() => {
        throw new Error('no space');
      });
    }
    sequence += 1;
    return writer.append(new Uint8Array(1), sequence, sequence);
  };
  const warning = 'the record of the last committed event is behind: no space';
  expect(append(false)).toEqual({ kind: 'done' });
  expect(append(true)).toEqual({ kind: 'done', warning });
  expect(append(true)).toEqual({ kind: 'done' });
  expect(append(false)).toEqual({ kind: 'done' });
  expect(append(true)).toEqual({ kind: 'done', warning });
  tail.mockRestore();
  writer.close();
});
