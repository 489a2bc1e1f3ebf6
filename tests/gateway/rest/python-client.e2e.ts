import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeWithPython } from '../../clients/describe-with-python.ts';
import { SeedExchange } from './seed-exchange.ts';

const PROGRAM = fileURLToPath(new URL('use_seed_client.py', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../clients/python/src', import.meta.url));

await describeWithPython('the client of the seed in the Python SDK', (python) => {
  it('is served as the seed did', async () => {
    const exchange = await SeedExchange.start();
    try {
      const account = { API_URL: exchange.url, PARTY_ID: 'Bob', PASSWORD: 'bobpw' };
      const options = { env: { PATH: process.env['PATH'], PYTHONPATH: PACKAGES, ...account } };
      const { stdout, stderr } = await promisify(execFile)(python, ['-B', PROGRAM], options);
      expect(stderr).toBe('');
      expect(stdout).toBe('as with the seed\n');
    } finally {
      await exchange.stop();
    }
  });
});
