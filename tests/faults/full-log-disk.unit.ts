import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLog } from '../../src/log/logger.ts';
import { SmallDisk } from './small-disk.ts';

test('a full disk is told once, on the console, and the files lack nothing afterwards', async ({ skip }) => {
  const logDir = mkdtempSync(join(tmpdir(), 'redleaf-full-log-'));
  onTestFinished(() => rmSync(logDir, { recursive: true }));
  const disk = SmallDisk.mount(logDir, 65_536);
  if (disk === undefined) return skip('only who may mount can make a small disk');
  onTestFinished(() => disk.unmount());
  const onConsole: string[] = [];
  const write = (line: string) => onConsole.push(JSON.parse(line).msg);
  const { logger, close } = await openLog(
    { logLevel: 'info', logDir, logKeepFiles: 1, logMaxBytes: 2 ** 20 },
    { write },
  );
  disk.fill();

  const trouble = 'the log files cannot be written';
  logger.info('first');
  await vi.waitFor(() => expect(onConsole).toContain(trouble));
  logger.info('second');
  logger.info('third');
  disk.empty();
  // The next line also writes the waiting ones.
  const text = () =>
    readdirSync(logDir)
      .map((name) => readFileSync(join(logDir, name), 'utf8'))
      .join('');
  await vi.waitFor(() => {
    logger.info('there is room');
    expect(text()).toContain('there is room');
  });
  await close();
  expect(onConsole.filter((message) => message === trouble)).toHaveLength(1);
  const messages = text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
  expect([...new Set(messages)]).toEqual(['first', 'second', 'third', 'there is room']);
});
