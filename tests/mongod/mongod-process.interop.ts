import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { describeWithMongod } from './describe-with-mongo.ts';

const PROGRAM = join(import.meta.dirname, 'processes/hold-mongod.ts');

await describeWithMongod('a test run that is killed', (binary) => {
  test('leaves no mongod and no folder behind', async () => {
    const run = spawn(process.execPath, [PROGRAM, binary], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [answer] = await once(run.stdout, 'data');
    const { url, folder }: { url: string; folder: string } = JSON.parse(String(answer));
    expect(existsSync(folder)).toBe(true);
    run.kill('SIGKILL');
    await once(run, 'exit');
    await vi.waitUntil(() => !existsSync(folder), { timeout: 30_000 });
    await expect(fetch(url.replace('mongodb:', 'http:'))).rejects.toThrow();
  });
});
