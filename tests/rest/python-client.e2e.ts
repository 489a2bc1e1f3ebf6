import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SeedExchange } from './seed-exchange.ts';

const PROGRAM = fileURLToPath(new URL('use_seed_client.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)('serves the Python client of the seed as the seed did', async () => {
  const exchange = await SeedExchange.start();
  try {
    const python = spawn('python3', ['-B', PROGRAM], {
      env: { PATH: process.env['PATH'], API_URL: exchange.url, PARTY_ID: 'Bob', PASSWORD: 'bobpw' },
    });
    const exited = once(python, 'exit');
    const [stdout, stderr] = await Promise.all([text(python.stdout), text(python.stderr)]);
    await exited;
    expect(stderr).toBe('');
    expect(stdout).toBe('as with the seed\n');
  } finally {
    await exchange.stop();
  }
});
