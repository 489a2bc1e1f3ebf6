import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { mayGoUp } from './may-go-up.ts';

/** Threads of this process that give way to others. */
function givingWay(): number {
  return readdirSync('/proc/self/task').filter((thread) => {
    try {
      return getPriority(Number(thread)) > getPriority();
    } catch {
      // It has ended meanwhile.
      return false;
    }
  }).length;
}

it.runIf(process.platform === 'linux' && (await mayGoUp()))(
  'an exchange that stops waits for no thread that gives way to others',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redleaf-giving-way-'));
    const running = await startExchange(loadConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' }, {}));
    // The history is written by one.
    await vi.waitUntil(() => givingWay() > 0, { timeout: 30_000, interval: 10 });
    const stopped = running.stop();
    expect(givingWay()).toBe(0);
    await stopped;
    rmSync(folder, { recursive: true });
  },
);
