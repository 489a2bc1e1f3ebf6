import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { canRaisePriority } from './can-raise-priority.ts';

/** Number of this process's threads with a lowered priority. */
function lowered(): number {
  return readdirSync('/proc/self/task').filter((thread) => {
    try {
      return getPriority(Number(thread)) > getPriority();
    } catch {
      // The thread has ended meanwhile.
      return false;
    }
  }).length;
}

it.runIf(process.platform === 'linux' && (await canRaisePriority()))(
  'an exchange that stops waits for no thread with a lowered priority',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redleaf-priority-'));
    const running = await startExchange(loadConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' }, {}));
    // The history's writer runs on such a thread.
    await vi.waitUntil(() => lowered() > 0, { timeout: 30_000, interval: 10 });
    const stopped = running.stop();
    expect(lowered()).toBe(0);
    await stopped;
    rmSync(folder, { recursive: true });
  },
);
