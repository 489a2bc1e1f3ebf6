import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RedleafProcess, redleaf } from './redleaf-process.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-serve-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

it('serves until Ctrl-C, keeps its folder for itself, and leaves a journal that verifies', async () => {
  const env = {
    GATEWAYS: 'auto',
    ADMIN_ID: 'root',
    ADMIN_PASSWORD: 'correct horse',
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    XDG_CONFIG_HOME: folder,
  };
  const server = RedleafProcess.start(['serve', '--port', '0', '--json'], env);
  const { url } = JSON.parse(await server.line());
  const client = { ...env, REDLEAF_URL: url };
  expect((await redleaf(['login', 'root', '--password', 'correct horse'], client)).exitCode).toBe(0);
  expect((await redleaf(['admin', 'create-instrument', 'ACME'], client)).exitCode).toBe(0);
  expect((await redleaf(['place', 'ACME', 'buy', '1', '100'], client)).exitCode).toBe(0);

  const second = await redleaf(['serve', '--port', '0'], env);
  expect(second).toMatchObject({ exitCode: 1, stdout: '' });
  expect(second.stderr).toContain('in use by the process');
  const sameUrl = await redleaf(
    ['serve', '--port', new URL(url).port, '--data-dir', join(folder, 'other')],
    env,
  );
  expect(sameUrl).toMatchObject({ exitCode: 1, stdout: '' });
  expect(sameUrl.stderr).toContain(
    'is in use; stop the program that uses it, or choose another port with PORT',
  );

  expect(await server.interrupt()).toBe(0);
  const verified = await redleaf(['verify', '--json'], env);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    state_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    orders: 1,
    open_orders: 1,
    trades: 0,
    instruments: 1,
    parties: 1,
  });
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends an exchange in good order', async (signal) => {
  const dataDir = mkdtempSync(join(folder, 'signals-'));
  const server = RedleafProcess.start(['serve', '--port', '0', '--json'], {
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
  });
  await server.line();
  expect(existsSync(join(dataDir, 'lock.pid'))).toBe(true);
  expect(await server.end(signal)).toBe(0);
  expect(existsSync(join(dataDir, 'lock.pid'))).toBe(false);
});

it.runIf(process.platform === 'linux')('is small while nobody trades', async () => {
  const env = { GATEWAYS: '1', LOG_LEVEL: 'silent', DATA_DIR: mkdtempSync(join(folder, 'small-')) };
  // The first start on a machine fills the compile cache.
  const first = RedleafProcess.start(['serve', '--port', '0'], env);
  await first.line();
  await first.end('SIGTERM');
  const server = RedleafProcess.start(['serve', '--port', '0'], env);
  await server.line();
  const residentMb = () => {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  };
  // Measured: 243 MB with the core and one gateway on threads, each with a heap and code of its own.
  await vi.waitFor(() => expect(residentMb()).toBeLessThan(275), { timeout: 10_000 });
  await server.end('SIGTERM');
});
