import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startExchange } from '../../../src/main.ts';
import { backupDataFolder } from '../../../src/operations/backup.ts';
import { restoreBackup } from '../../../src/operations/restore.ts';
import { loadConfig } from '../../../src/settings/config.ts';

/*
 * Makes an exchange create all its files with umask 0, and prints their modes: while it runs, and after a stop, a backup and a
 * restore.
 */

const folder = process.argv[2] ?? '';
const dataDir = join(folder, 'above/data');
const LOGIN = { party_id: 'admin', password: 'correct horse' };

process.umask(0);
const exchange = await startExchange(
  loadConfig(
    {
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_DIR: join(folder, 'logs'),
      ADMIN_ID: LOGIN.party_id,
      ADMIN_PASSWORD: LOGIN.password,
      SNAPSHOT_EVENTS: '1',
      WRITERS: 'csv,multicast',
      MCAST_INTERFACE: '127.0.0.1',
      MCAST_TTL: '0',
    },
    {},
  ),
);
await post('/new_book', { instrument_id: 1 });
const order = { instrument_id: 1, price_cents: 100, quantity: 1, order_type: 'GTC' };
await post('/orders', { ...order, side: 'BUY' });
await post('/orders', { ...order, side: 'SELL' });
while (!isWritten()) await new Promise((resolve) => setTimeout(resolve, 20));
const running = modes();
await exchange.stop();
const options = { onProgress: () => {} };
backupDataFolder({ ...options, dataDir, target: join(folder, 'backup'), version: 'test' });
restoreBackup({ ...options, backup: join(folder, 'backup'), dataDir: join(folder, 'restored') });
console.log(JSON.stringify({ ...running, ...modes() }));

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(exchange.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...LOGIN, ...body }),
  });
  if (!response.ok) throw new Error(await response.text());
}

function isWritten(): boolean {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  return ['csv/trades_1.csv', '.snapshot'].every((end) => names.some((name) => name.endsWith(end)));
}

function modes(): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    paths.map((path) => [path, (lstatSync(join(folder, path)).mode & 0o777).toString(8)]),
  );
}
