import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generatePython } from '../../clients/python/generate.ts';
import { installPackage } from '../../clients/python/virtual-env.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { playHere } from './conformance/play.ts';
import { describeWithPython } from './describe-with-python.ts';

const PACKAGE = join(import.meta.dirname, '../../clients/python');
const CONFORMANCE = join(import.meta.dirname, '../../clients/conformance');
const CASES = readdirSync(join(CONFORMANCE, 'expected')).map((file) => file.replace('.json', ''));
const fixture = (name: string) => join(import.meta.dirname, '../fixtures/tls', name);
/** Time to download packages. */
const FIRST_TIME_MS = 300_000;
const PYTHON_BLOCK = /^```python\n(?<program>.*?)^```$/gms;
const run = promisify(execFile);

await describeWithPython('the Python SDK', (python) => {
  let folder: string;
  let exchange: ExchangeUnderTest;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'redleaf-python-'));
    await installPackage(python, folder);
    exchange = await ExchangeUnderTest.start();
    await exchange.createInstrument('ACME');
  });

  afterAll(async () => {
    await exchange.stop();
    rmSync(folder, { recursive: true });
  });

  /** The output of a Python program with the installed package. */
  async function runPython(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { PATH, HOME } = process.env;
    const account = { REDLEAF_URL: exchange.url, PARTY_ID: 'alice', PASSWORD };
    const options = { cwd: PACKAGE, env: { PATH, HOME, ...account, ...env } };
    const { stdout } = await run(python, args, options);
    return stdout;
  }

  it('has the contract as it is now', { timeout: FIRST_TIME_MS }, async () => {
    await generatePython(folder);
    const files = readdirSync(join(folder, 'redleaf/v1'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const read = (of: string) => readFileSync(join(of, 'redleaf/v1', file), 'utf8');
      expect(read(join(PACKAGE, 'src')), `${file}: run npm run generate`).toBe(read(folder));
    }
  });

  it('is right by its own tests', async () => {
    expect(await runPython(['-m', 'pytest', '-q', '-p', 'no:cacheprovider'])).toContain(' passed');
  });

  it('is written as its style says', async () => {
    await runPython(['-m', 'ruff', 'check', '--quiet', '--no-cache']);
    await runPython(['-m', 'ruff', 'format', '--check', '--quiet', '--no-cache']);
  });

  it('has types that hold', { timeout: FIRST_TIME_MS }, async () => {
    const cache = { PYRIGHT_PYTHON_CACHE_DIR: join(python, '../../pyright') };
    expect(await runPython(['-m', 'pyright', '--pythonpath', python], cache)).toContain(
      '0 errors, 0 warnings',
    );
  });

  it.concurrent.each(CASES)('prints what is expected of the recording %s', async (name) => {
    const { url, ended } = await playHere(join(CONFORMANCE, `recordings/${name}.jsonl`));
    const printed = await runPython(['conformance.py', name, url]);
    expect(await ended).toEqual({ code: 0, complaint: '' });
    expect(printed).toBe(readFileSync(join(CONFORMANCE, `expected/${name}.json`), 'utf8'));
  });

  it('trusts the authority that it is given, and no other', async () => {
    const server = { TLS_CERT: fixture('server.crt'), TLS_KEY: fixture('server.key') };
    const admin = { ADMIN_ID: 'alice', ADMIN_PASSWORD: PASSWORD };
    const secured = await ServerProcess.start(join(folder, 'secured'), 0, { ...server, ...admin });
    try {
      const printed = await runPython(['tests/trust.py', secured.url, fixture('ca.crt')]);
      expect(printed).toBe('[]\nnot trusted\n');
    } finally {
      await secured.end('SIGTERM');
    }
  });

  it('shows its certificate to an exchange that asks for one', async () => {
    const server = { TLS_CERT: fixture('server.crt'), TLS_KEY: fixture('server.key') };
    const clients = { TLS_CLIENT_CA: fixture('ca.crt'), ADMIN_ID: 'alice', ADMIN_PASSWORD: PASSWORD };
    const secured = await ServerProcess.start(join(folder, 'closed'), 0, { ...server, ...clients });
    try {
      const own = [fixture('client.crt'), fixture('client.key')];
      const [withIt, without] = await Promise.all([
        runPython(['tests/trust.py', secured.url, fixture('ca.crt'), ...own]),
        runPython(['tests/trust.py', secured.url, fixture('ca.crt')]),
      ]);
      expect(withIt).toBe('[]\nnot trusted\n');
      expect(without).toBe('not trusted\nnot trusted\n');
    } finally {
      await secured.end('SIGTERM');
    }
  });

  it('fills a first order', async () => {
    const bob = createClient(OrderService, exchange.transport);
    const offer = {
      instrumentId: 1,
      side: Side.SELL,
      orderType: OrderType.LIMIT,
      price: 10_057n,
      quantity: 10n,
    };
    await bob.placeOrder(offer, { headers: exchange.headers.bob });
    expect(await runPython(['examples/first_order.py'])).toBe('bought 10 of ACME\n10 at 100.57\n');
  });

  it('does what its manual shows', async () => {
    await exchange.createInstrument('PENNY');
    const bob = createClient(OrderService, exchange.transport);
    for (const [side, price] of [
      [Side.BUY, 5_000n],
      [Side.SELL, 20_000n],
    ] as const) {
      const quote = { side, price, orderType: OrderType.LIMIT, quantity: 1n };
      for (const instrumentId of [1, 2]) {
        await bob.placeOrder({ instrumentId, ...quote }, { headers: exchange.headers.bob });
      }
    }
    const manual = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
    const programs = Array.from(manual.matchAll(PYTHON_BLOCK), ({ groups }) => groups?.['program'] ?? '');
    expect(programs).toHaveLength(6);
    for (const program of programs) {
      const here = program
        .replaceAll('http://127.0.0.1:8000', exchange.url)
        .replaceAll('alice-demo', PASSWORD);
      await runPython(['-c', here]);
    }
  });
});
