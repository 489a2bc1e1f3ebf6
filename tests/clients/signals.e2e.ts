import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const LAUNCHER = join(ROOT, 'clients/cli/launch.mjs');
const WAIT_MS = 20_000;

let dataDir: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-signals-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true });
});

function start(command: string, args: readonly string[]): ChildProcess {
  child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', HISTORY: 'false', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return child;
}

/** Pid of the process that has locked the data folder, once it accepts orders. */
async function exchangeOf(started: ChildProcess): Promise<number> {
  if (started.stdout === null) throw new Error('its output is not read');
  for await (const chunk of started.stdout) {
    if (String(chunk).includes('Redleaf Exchange at')) break;
  }
  return Number(readFileSync(join(dataDir, 'lock.pid'), 'utf8'));
}

function parentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
}

async function hasEnded(pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 50) {
    if (!existsSync(`/proc/${pid}`)) return true;
    await sleep(50);
  }
  return false;
}

it('the exchange ends with npx, which passes SIGTERM on', async () => {
  const npx = start('npx', ['redleaf', 'serve']);
  const exchange = await exchangeOf(npx);
  npx.kill('SIGTERM');
  expect(await hasEnded(exchange)).toBe(true);
});

it('the exchange ends with the shell that npx runs it in, also when that is killed', async () => {
  const npx = start('npx', ['redleaf', 'serve']);
  const exchange = await exchangeOf(npx);
  const shell = parentOf(exchange);
  expect(shell).not.toBe(npx.pid);
  process.kill(shell, 'SIGKILL');
  expect(await hasEnded(exchange)).toBe(true);
});

it('the exchange ends with the launcher that handed it to the packaged Node', async () => {
  // Simulates a machine whose Node is too old: the launcher reads the version from process.versions.
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.0.0' }); await import(${JSON.stringify(LAUNCHER)})`;
  const launcher = join(dirname(dataDir), `redleaf-old-${process.pid}.mjs`);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const started = start(process.execPath, ['--input-type=module', '--eval', old, launcher, 'serve']);
    const exchange = await exchangeOf(started);
    expect(exchange).not.toBe(started.pid);
    started.kill(signal);
    expect(await hasEnded(exchange)).toBe(true);
  }
});
