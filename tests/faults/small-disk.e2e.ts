import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectError } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Random } from '../../clients/demo/random.ts';
import { HealthCheckResponse_ServingStatus as Status } from '../../gen/grpc/health/v1/health_pb.ts';
import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { MetricsPage } from '../gateway/metrics/read-metrics.ts';
import { type Outcome, outcomeOf } from '../gateway/rpc/raw-grpc.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { csvFilesIn, datagramsIn, historyIn } from '../writers/written.ts';
import { type Clients, connect, withToken } from './clients.ts';
import { healthOf, isWell, untilHealth } from './health.ts';
import { ServerProcess } from './server-process.ts';
import { SmallDisk } from './small-disk.ts';

const BOSS = { partyId: 'boss', password: 'boss-password' };
const BURST = 50;
const WAIT = { timeout: 30_000 };
/** Most of the time is spent on writers' pauses before they retry. */
const TIMEOUT_MS = 240_000;
const DISK_BYTES = 64 * 2 ** 20;
const REFUSED: Outcome = { code: 'Unavailable', reason: 'JOURNAL_UNAVAILABLE', field: '' };

let folder: string;
let small: string;
let disk: SmallDisk | undefined;
let multicast: Awaited<ReturnType<typeof multicastSettings>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-small-'));
  small = join(folder, 'small');
  mkdirSync(small);
  disk = SmallDisk.mount(small, DISK_BYTES);
  multicast = await multicastSettings();
});
afterEach(() => {
  disk?.unmount();
  rmSync(folder, { recursive: true });
});

/** A party that trades with itself, and records all answers. */
class Trading {
  readonly server: ServerProcess;
  readonly clients: Clients;
  readonly token: string;
  readonly acknowledged: bigint[] = [];
  readonly #random = new Random(6);
  #instruments = 0;

  private constructor(server: ServerProcess, clients: Clients, token: string) {
    this.server = server;
    this.clients = clients;
    this.token = token;
  }

  static async start(settings: Readonly<Record<string, string>>): Promise<Trading> {
    const admin = { ADMIN_ID: BOSS.partyId, ADMIN_PASSWORD: BOSS.password };
    const { DATA_DIR = '' } = settings;
    const server = await ServerProcess.start(DATA_DIR, 0, { ...admin, LOG_LEVEL: 'silent', ...settings });
    const clients = connect(server.url);
    const { token } = await clients.session.login(BOSS);
    const trading = new Trading(server, clients, token);
    await trading.list();
    return trading;
  }

  async list(): Promise<void> {
    this.#instruments += 1;
    const instrument = { instrumentId: this.#instruments, symbol: `I${this.#instruments}` };
    await this.clients.admin.createInstrument(instrument, withToken(this.token));
  }

  /** Sends commands at once. Resolves with the errors of the refused ones. */
  async burst(): Promise<Outcome[]> {
    const sent = await Promise.allSettled(Array.from({ length: BURST }, () => this.#command()));
    const failed = sent.flatMap((one) => (one.status === 'rejected' ? [ConnectError.from(one.reason)] : []));
    // The order had traded before its cancel.
    return failed.map(outcomeOf).filter(({ reason }) => reason !== 'UNKNOWN_ORDER');
  }

  async cancel(orderId: bigint): Promise<void> {
    const order = { reference: { case: 'orderId' as const, value: orderId } };
    await this.clients.orders.cancelOrder({ order }, withToken(this.token));
  }

  async #command(): Promise<void> {
    const random = this.#random;
    const known = random.pick(this.acknowledged);
    if (known !== undefined && random.chance(20)) return this.cancel(known);
    const order = {
      instrumentId: random.between(1, this.#instruments),
      side: random.chance(50) ? Side.BUY : Side.SELL,
      orderType: OrderType.LIMIT,
      timeInForce: random.chance(90) ? TimeInForce.GTC : TimeInForce.IOC,
      price: BigInt(random.between(95, 105)),
      quantity: BigInt(random.between(1, 9)),
    };
    const { orderId } = await this.clients.orders.placeOrder(order, withToken(this.token));
    this.acknowledged.push(orderId);
  }
}

/** The output of writers without failures, on a copy of the journal. */
async function undisturbed(dataDir: string, lastSequence: number) {
  const copy = join(folder, 'copy');
  cpSync(join(dataDir, 'journal.db'), join(copy, 'journal.db'));
  const config = loadConfig({ ...multicast, DATA_DIR: copy }, {});
  for (const name of ['history', 'csv', 'multicast'] as const) {
    await runToEnd(await createWriter(name, config), copy, lastSequence);
  }
  return { history: historyIn(copy), csv: csvFilesIn(config.csvDir), datagrams: datagramsIn(copy) };
}

async function postOrder(url: string): Promise<number> {
  const order = { instrument_id: 1, side: 'BUY', order_type: 'GTC', quantity: 1, price_cents: 100 };
  const body = JSON.stringify({ ...order, party_id: BOSS.partyId, password: BOSS.password });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/orders`, { method: 'POST', headers, body })).status;
}

test(
  'a full data folder: nothing is taken that cannot be kept, all can be read, and room brings all of it back',
  async ({ skip }) => {
    if (disk === undefined) return skip('only who may mount can make a small disk');
    const trading = await Trading.start({ ...multicast, DATA_DIR: small, WRITERS: 'csv,multicast' });
    const { server, clients, token, acknowledged } = trading;
    const { url } = server;
    // With little room the journal fails first, with more room the writers.
    for (const left of [8_192, 100_000, 1_000_000]) {
      expect(await trading.burst()).toEqual([]);
      disk.fill(left);
      let refused: Outcome[] = [];
      while (refused.length === 0) refused = await trading.burst();
      for (let again = 0; again < 10; again += 1) refused.push(...(await trading.burst()));
      expect(refused).toEqual(refused.map(() => REFUSED));

      // A writer that starts its files again frees some room, so some commands may succeed.
      await vi.waitFor(async () => {
        const health = await healthOf(url);
        expect(health).toMatchObject({ http: 503, status: 'unavailable' });
        expect(health.reason).toContain('SQLITE_FULL');
        expect(health.writers.map(({ name }) => name)).toEqual(['history', 'csv', 'multicast']);
        await expect(trading.cancel(acknowledged.at(-1) ?? 0n)).rejects.toThrow('not executed');
        expect(await postOrder(url)).toBe(503);
        expect((await clients.health.check({})).status).toBe(Status.NOT_SERVING);
        const page = await MetricsPage.read(url);
        expect(page.value('redleaf_accepting_commands')).toBe(0);
        expect(page.value('redleaf_commit_failures_total')).toBeGreaterThan(0);
      }, WAIT);
      // Reads still work.
      await clients.marketData.getOrderBook({ instrumentId: 1 });
      await clients.orders.listOpenOrders({}, withToken(token));
      // The history is a file on the full disk: it is read again after its writer has opened it again.
      await expect.poll(async () => (await fetch(`${url}/orders/1`)).status).toBe(200);

      disk.empty();
      await untilHealth(url, isWell);
    }
    // More room on a larger disk, as if files had been removed.
    disk.fill();
    while ((await trading.burst()).length === 0);
    disk.resize(2 * DISK_BYTES);
    await untilHealth(url, isWell);
    expect(await trading.burst()).toEqual([]);
    await untilHealth(url, isWell);
    expect(await server.end('SIGTERM')).toBe(0);

    const { lastSequence, orders } = verifyDataFolder(small, () => {});
    expect(orders).toBe(acknowledged.length);
    const expected = await undisturbed(small, lastSequence);
    expect(historyIn(small)).toEqual(expected.history);
    expect(csvFilesIn(join(small, 'csv'))).toEqual(expected.csv);
    expect(datagramsIn(small)).toEqual(expected.datagrams);
  },
  TIMEOUT_MS,
);

test(
  'a full disk of the CSV files: trading does not notice, health does, and room brings the files up to date',
  async ({ skip }) => {
    if (disk === undefined) return skip('only who may mount can make a small disk');
    const dataDir = join(folder, 'data');
    const trading = await Trading.start({ ...multicast, DATA_DIR: dataDir, CSV_DIR: small, WRITERS: 'csv' });
    const { server, acknowledged } = trading;
    await untilHealth(server.url, isWell);
    // So the writer fails at each of its steps: at a new file, inside a file, between two files, and at its cursor.
    for (const left of [0, 4_096, 16_384, 50_000, 100_000]) {
      disk.fill(left);
      await trading.list();
      const failing = async () => {
        const { status, writers } = await healthOf(server.url);
        const csv = writers.find(({ name }) => name === 'csv');
        return status === 'degraded' && (csv?.lag ?? 0) > 300;
      };
      while (!(await failing())) expect(await trading.burst()).toEqual([]);
      const { http } = await healthOf(server.url);
      expect(http).toBe(200);
      disk.empty();
      await untilHealth(server.url, isWell);
    }
    expect(await server.end('SIGTERM')).toBe(0);

    const { lastSequence, orders } = verifyDataFolder(dataDir, () => {});
    expect(orders).toBe(acknowledged.length);
    expect(csvFilesIn(small)).toEqual((await undisturbed(dataDir, lastSequence)).csv);
  },
  TIMEOUT_MS,
);
