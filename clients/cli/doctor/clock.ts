import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openSqliteJournalReader } from '../../../src/journal/sqlite/journal-reader.ts';
import { standstillOf, standstillText } from '../../../src/recovery/standstill.ts';
import { timeText } from '../format.ts';
import { type Check, failed, ok, warning } from './check.ts';

/** Events have the time of the clock, which never goes back: while the system is behind the journal, it stands still. */
export const clock: Check = {
  name: 'clock',
  async look({ dataDir, clock: kind }) {
    const lastTimeNs = lastTimeOf(dataDir);
    if (kind === 'manual') return ok(manualText(lastTimeNs));
    const standstill = standstillOf(kind, lastTimeNs);
    if (standstill !== undefined)
      return failed(
        standstillText(standstill),
        'set the clock, or go on with CLOCK=manual if the exchange ran so',
      );
    const isSynchronized = await synchronization();
    if (isSynchronized === 'no')
      return warning(
        'the clock is not synchronized',
        'start a time service, such as chrony or systemd-timesyncd',
      );
    return ok(isSynchronized === 'yes' ? 'synchronized' : 'not behind the journal');
  },
};

/** 0 when there is no journal yet, or none that can be read: that is for `redleaf verify` to say. */
function lastTimeOf(dataDir: string): bigint {
  if (!existsSync(join(dataDir, 'journal.db'))) return 0n;
  try {
    const reader = openSqliteJournalReader(dataDir);
    try {
      return reader.lastTimeNs;
    } finally {
      reader.close();
    }
  } catch {
    return 0n;
  }
}

function manualText(lastTimeNs: bigint): string {
  return lastTimeNs === 0n
    ? 'manual: it begins with the time of the system'
    : `manual: the time of the exchange stands at ${timeText(lastTimeNs)}`;
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
