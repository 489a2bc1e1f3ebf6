import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeBatch } from '../../../src/journal/batch-decoder.ts';
import { openSqliteJournalReader } from '../../../src/journal/sqlite/journal-reader.ts';
import { type Check, failed, ok, warning } from './check.ts';

/** Events have the time of the clock, and never run backwards: one that is behind the journal stands still for them. */
export const clock: Check = {
  name: 'clock',
  async look({ dataDir }) {
    const lastMs = lastEventMs(dataDir);
    if (lastMs !== undefined && lastMs > Date.now() + 1_000) {
      const when = new Date(lastMs).toISOString();
      return failed(
        `the clock is behind the last event of the journal, of ${when}`,
        'set the clock: until then, new events get the time of the last event',
      );
    }
    const isSynchronized = await synchronization();
    if (isSynchronized === 'no')
      return warning(
        'the clock is not synchronized',
        'start a time service, such as chrony or systemd-timesyncd',
      );
    return ok(isSynchronized === 'yes' ? 'synchronized' : 'not behind the journal');
  },
};

/** Undefined when there is no journal yet, or none that can be read: that is for `redleaf verify` to say. */
function lastEventMs(dataDir: string): number | undefined {
  if (!existsSync(join(dataDir, 'journal.db'))) return undefined;
  try {
    const reader = openSqliteJournalReader(dataDir);
    try {
      let lastMs: number | undefined;
      for (const { bytes } of reader.read(reader.lastSequence - 1))
        lastMs = Number(decodeBatch(bytes, {}).lastTimeNs / 1_000_000n);
      return lastMs;
    } finally {
      reader.close();
    }
  } catch {
    return undefined;
  }
}

async function synchronization(): Promise<'yes' | 'no' | 'unknown'> {
  try {
    const asked = ['show', '--property=NTPSynchronized', '--value'];
    const { stdout } = await promisify(execFile)('timedatectl', asked, { timeout: 3_000 });
    const answer = stdout.trim();
    return answer === 'yes' || answer === 'no' ? answer : 'unknown';
  } catch {
    return 'unknown';
  }
}
