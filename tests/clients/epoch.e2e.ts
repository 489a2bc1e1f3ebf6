import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedleaf, type Redleaf, type ResumeOptions, type StreamPosition } from '@redleaf/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import { backupDataFolder } from '../../src/operations/backup.ts';
import { restoreBackup } from '../../src/operations/restore.ts';
import { loadConfig } from '../../src/settings/config.ts';

const ROOT = { partyId: 'root', password: 'correct horse' };

let folder: string;
let exchange: RunningExchange;
let redleaf: Redleaf;
const dataDir = () => join(folder, 'data');

function start(port: string): Promise<RunningExchange> {
  const admin = { ADMIN_ID: ROOT.partyId, ADMIN_PASSWORD: ROOT.password };
  return startExchange(
    loadConfig({ PORT: port, GATEWAYS: '0', DATA_DIR: dataDir(), LOG_LEVEL: 'silent', ...admin }, {}),
  );
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-epoch-'));
  exchange = await start('0');
  redleaf = connectRedleaf({ url: exchange.url, ...ROOT });
  await redleaf.admin.createInstrument({ symbol: 'ACME' });
});
afterEach(async () => {
  redleaf.close();
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

/** Restarts the exchange on the same address, after `change` to the data folder. */
async function restart(change: () => void = () => {}): Promise<void> {
  const { port } = new URL(exchange.url);
  await exchange.stop();
  change();
  exchange = await start(port);
}

function backup(): void {
  backupDataFolder({ dataDir: dataDir(), target: join(folder, 'backup'), version: '1', onProgress() {} });
}

function restore(): void {
  renameSync(dataDir(), join(folder, 'lost'));
  restoreBackup({ backup: join(folder, 'backup'), dataDir: dataDir(), onProgress() {} });
}

async function trade() {
  const order = { instrumentId: 1, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
  await redleaf.orders.placeOrder({ ...order, side: Side.SELL });
  return await redleaf.orders.placeOrder({ ...order, side: Side.BUY });
}

async function healthEpoch(): Promise<bigint> {
  return BigInt(JSON.parse(await (await fetch(`${exchange.url}/healthz`)).text()).epoch);
}

/** The position of a stream after its first message, as the SDK reports it. */
async function positionOf(
  watch: (options: ResumeOptions) => AsyncIterable<unknown>,
): Promise<StreamPosition> {
  const leave = new AbortController();
  const { promise, resolve } = Promise.withResolvers<StreamPosition>();
  const options = { resumeFromSequence: 0n, signal: leave.signal, onPosition: resolve };
  const read = (async () => {
    for await (const _ of watch(options));
  })();
  const position = await promise;
  leave.abort();
  await read;
  return position;
}

it('is the same in all that carries a sequence, and over a restart', async () => {
  const { epoch } = await trade();
  expect(epoch).toBeGreaterThan(10n ** 15n);
  for (let round = 0; round < 2; round += 1) {
    expect(await healthEpoch()).toBe(epoch);
    expect((await trade()).epoch).toBe(epoch);
    expect(await positionOf((options) => redleaf.watchTrades(1, options))).toMatchObject({ epoch });
    expect(await positionOf((options) => redleaf.watchExecutions(options))).toMatchObject({ epoch });
    for await (const book of redleaf.watchOrderBook(1)) {
      expect(book.epoch).toBe(epoch);
      break;
    }
    let listed = await redleaf.marketData.listTrades({});
    while (listed.trades.length === 0) listed = await redleaf.marketData.listTrades({});
    expect(listed.epoch).toBe(epoch);
    expect((await redleaf.positions.listPositions({})).epoch).toBe(epoch);
    await restart();
  }
});

it('is another after a restore, and nothing goes on from the history before', async () => {
  const before = await trade();
  backup();
  const lost = await trade();
  const open = Promise.withResolvers<StreamPosition>();
  const trades = redleaf.watchTrades(1, {
    resumeFromSequence: lost.sequence,
    epoch: lost.epoch,
    onPosition: open.resolve,
  });
  const reports = redleaf.watchExecutions({ resumeFromSequence: before.sequence, epoch: before.epoch });
  const books = redleaf.watchOrderBook(1);
  await reports.next();
  const { value: book } = await books.next();
  const next = trades.next().catch((error: unknown) => error);
  expect(await open.promise).toMatchObject({ epoch: lost.epoch, sequence: lost.sequence });
  await restart(restore);
  // Wait until the client has a new connection.
  await vi.waitUntil(() => redleaf.marketData.listInstruments({}).catch(() => false), { timeout: 20_000 });
  // A new history whose sequences are already higher than those of the old one.
  for (let i = 0; i < 3; i += 1) await trade();
  const { epoch } = await trade();
  expect(epoch).toBeGreaterThan(before.epoch);

  const mismatch = { name: 'RedleafError', reason: 'EPOCH_MISMATCH', metadata: { epoch: String(epoch) } };
  expect(await next).toMatchObject(mismatch);
  const rest = async () => {
    for await (const { sequence } of reports) expect(sequence).toBeLessThanOrEqual(lost.sequence);
  };
  await expect(rest()).rejects.toMatchObject(mismatch);
  // Also from before the backup: the events may be the same, but the client cannot know.
  await expect(
    redleaf.watchTrades(1, { resumeFromSequence: before.sequence, epoch: before.epoch }).next(),
  ).rejects.toMatchObject(mismatch);
  // A book starts again without an error.
  while (book?.epoch !== epoch) await books.next();
  await books.return();

  const resumed = redleaf.watchTrades(1, { resumeFromSequence: before.sequence, epoch });
  expect((await resumed.next()).value).toMatchObject({ tradeId: 2n });
  await resumed.return();
});
