import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

const WARNING = 'the disk makes a noise';

// The real causes of these warnings need a broken disk.
vi.mock(import('../../src/journal/sqlite/open-sqlite-journal.ts'), async (importOriginal) => {
  const { openSqliteJournal } = await importOriginal();
  return {
    openSqliteJournal: (directory, warn, threads) => {
      warn?.(WARNING);
      return openSqliteJournal(directory, warn, threads);
    },
  };
});

test('what the journal warns of is in the log of the exchange', async () => {
  const logDir = mkdtempSync(join(tmpdir(), 'redleaf-log-'));
  onTestFinished(() => rmSync(logDir, { recursive: true }));
  const exchange = await ExchangeUnderTest.start({ LOG_DIR: logDir, LOG_LEVEL: 'warn' });
  await exchange.stop();
  const text = readdirSync(logDir).map((name) => readFileSync(join(logDir, name), 'utf8'));
  expect(JSON.parse(text.join(''))).toMatchObject({ level: 40, msg: WARNING });
});
