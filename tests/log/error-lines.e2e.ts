import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { Directory } from '../../src/directory/directory.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { ProcessOperations } from '../../src/supervision/process-operations.ts';
import { RedleafProcess, redleaf } from '../clients/redleaf-process.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Every call in `src` that logs an error, by file and message, with the test that provokes it and a text in that test. */
const PROVOKED_BY: Readonly<Record<string, readonly [test: string, text: string]>> = {
  'src/exchange/sequencer.ts: `commands are refused: ${reason}`': [
    'tests/exchange/sequencer.unit.ts',
    'commands are refused: The journal cannot be written',
  ],
  'src/exchange/sequencer.ts: STATE_LOST': [
    'tests/exchange/sequencer.unit.ts',
    'the state could not be read back from the journal',
  ],
  "src/log/logger.ts: 'the log files cannot be written'": [
    'tests/faults/full-log-disk.unit.ts',
    'the log files cannot be written',
  ],
  "src/supervision/damaged-snapshots.ts: 'a snapshot is damaged and was put aside; the one before it is used'":
    ['tests/recovery/damaged-snapshot.e2e.ts', 'was put aside'],
  "src/core/core.ts: 'the end of the journal is unknown until a restart'": [
    'tests/log/error-lines.e2e.ts',
    'the end of the journal is unknown until a restart',
  ],
  "src/main.ts: 'the exchange cannot go on without this thread'": [
    'tests/log/error-lines.e2e.ts',
    'the exchange cannot go on without this thread',
  ],
  "src/follower/core-follower.ts: 'committed events could not be read or shown'": [
    'tests/follower/core-follower.unit.ts',
    'committed events could not be read or shown',
  ],
  "src/gateway/rpc/call-error.ts: 'a call failed with an internal error'": [
    'tests/log/error-lines.e2e.ts',
    'a call failed with an internal error',
  ],
  "src/gateway/rpc/log-requests.ts: 'a call failed with an internal error'": [
    'tests/log/log-call.unit.ts',
    'a call failed with an internal error',
  ],
  "src/gateway/page/pages.ts: 'the metrics could not be collected'": [
    'tests/log/error-lines.e2e.ts',
    'the metrics could not be collected',
  ],
  "src/gateway/page/pages.ts: 'the settings of the trading page could not be read'": [
    'tests/log/error-lines.e2e.ts',
    'the settings of the trading page could not be read',
  ],
  "src/gateway/page/pages.ts: 'the status of writers and threads is unknown'": [
    'tests/log/error-lines.e2e.ts',
    'the status of writers and threads is unknown',
  ],
  "src/log/thread-log.ts: 'lines of the log were dropped, because the main thread was busy'": [
    'tests/log/thread-log.unit.ts',
    'lines of the log were dropped, because the main thread was busy',
  ],
  "src/gateway/rest/rest-api.ts: 'a request failed with an internal error'": [
    'tests/log/error-lines.e2e.ts',
    'a request failed with an internal error',
  ],
  "src/gateway/http/tls/tls-server.ts: 'the TLS certificate has expired: clients will refuse it'": [
    'tests/gateway/http/tls.interop.ts',
    'the TLS certificate has expired',
  ],
  "src/gateway/http/tls/tls-server.ts: 'the new certificate cannot be used; the previous one stays in use'": [
    'tests/gateway/http/tls.interop.ts',
    'the new certificate cannot be used; the previous one stays in use',
  ],
  "src/threads/supervised-thread.ts: 'a thread failed and is restarted after a pause'": [
    'tests/threads/supervised-thread.unit.ts',
    'a thread failed and is restarted after a pause',
  ],
};

/** The last argument of each call that matches a pattern. */
function lastArguments(source: string, call: RegExp): string[] {
  return Array.from(source.matchAll(call), ({ index, 0: { length } }) => {
    const words = source.slice(index + length).matchAll(/'[^']*'|`[^`]*`|[({[]|[)}\]]|,|[^'`({[)}\],]+/g);
    const parts = [''];
    let depth = 0;
    for (const [word] of words) {
      if ('({['.includes(word)) depth += 1;
      if (')}]'.includes(word)) depth -= 1;
      if (depth < 0) break;
      if (word === ',' && depth === 0) parts.push('');
      else parts.push((parts.pop() ?? '') + word);
    }
    return parts.map((part) => part.trim()).findLast((part) => part !== '') ?? '';
  });
}

test('the last argument is found, whatever comes before it', () => {
  const source = "logger.error({ a: f(1, 2) }, 'one, two'); logger.error(\n  { b },\n  `two (`,\n);";
  expect(lastArguments(source, /logger\.error\(/g)).toEqual(["'one, two'", '`two (`']);
});

test('each line of level error or fatal is provoked by a test', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const found = files.flatMap((name) => {
    const path = join(ROOT, 'src', name);
    const messages = lastArguments(readFileSync(path, 'utf8'), /logger\.(?:error|fatal)\(/g);
    return messages.map((message) => `${relative(ROOT, path)}: ${message}`);
  });
  expect(found.sort()).toEqual(Object.keys(PROVOKED_BY).sort());
  for (const [line, [file, text]] of Object.entries(PROVOKED_BY)) {
    expect(readFileSync(join(ROOT, file), 'utf8'), line).toContain(text);
  }
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-lines-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('faults of calls, requests and pages are in the log with their cause', async () => {
  const exchange = await ExchangeUnderTest.start({ LOG_DIR: folder, LOG_LEVEL: 'error' });
  await exchange.createInstrument('ACME');
  const fail = (): never => {
    throw new Error('out of order');
  };
  vi.spyOn(Feeds.prototype, 'book').mockImplementation(fail);
  vi.spyOn(Directory.prototype, 'instrument').mockImplementation(fail);
  for (const name of ['metrics', 'offeredLogins', 'status'] as const) {
    vi.spyOn(ProcessOperations.prototype, name).mockRejectedValue(new Error('out of order'));
  }
  const marketData = createClient(MarketDataService, exchange.transport);
  await expect(marketData.getOrderBook({ instrumentId: 1 })).rejects.toThrow(
    'internal error: see the log of the exchange',
  );
  expect((await fetch(`${exchange.url}/orders/1`)).status).toBe(500);
  expect((await fetch(`${exchange.url}/metrics`)).status).toBe(500);
  expect((await fetch(`${exchange.url}/dashboard-settings.json`)).status).toBe(500);
  // Trading goes on.
  const health = await fetch(`${exchange.url}/healthz`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({ status: 'degraded', failing_threads: ['main'] });
  vi.restoreAllMocks();
  await exchange.stop();
  const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const lines: unknown[] = text
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const error = (msg: string) => ({ level: 50, msg, err: { message: 'out of order' } });
  expect(lines).toMatchObject([
    error('a call failed with an internal error'),
    error('a request failed with an internal error'),
    error('the metrics could not be collected'),
    error('the settings of the trading page could not be read'),
    error('the status of writers and threads is unknown'),
  ]);
});

test('a commit of which nothing is known is in the log before the process ends', async () => {
  const env = {
    ADMIN_ID: 'root',
    ADMIN_PASSWORD: 'correct horse',
    LOG_LEVEL: 'fatal',
    GATEWAYS: '1',
    DATA_DIR: join(folder, 'data'),
    XDG_CONFIG_HOME: folder,
  };
  const server = RedleafProcess.start(['serve', '--port', '0', '--json'], env);
  const { url } = JSON.parse(await server.line());
  const client = { ...env, REDLEAF_URL: url };
  await redleaf(['login', 'root', '--password', 'correct horse'], client);
  const journal = new DatabaseSync(join(folder, 'data', 'journal.db'));
  // A foreign batch has the sequence of the next one.
  journal.exec(
    "INSERT INTO batches SELECT max(last_sequence) + 1, max(last_sequence) + 1, 0, x'00' FROM batches",
  );
  journal.close();
  const refused = await redleaf(['admin', 'create-instrument', 'ACME'], client);
  expect(refused.exitCode).not.toBe(0);
  expect(JSON.parse(await server.line())).toMatchObject({
    level: 60,
    msg: 'the end of the journal is unknown until a restart',
  });
  expect(JSON.parse(await server.line())).toMatchObject({
    level: 60,
    msg: 'the exchange cannot go on without this thread',
  });
});
