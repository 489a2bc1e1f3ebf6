import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { RedleafProcess, redleaf } from '../clients/redleaf-process.ts';
import { isWell, untilHealth } from '../faults/health.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, settingsFor } from '../writers/mongo-database.ts';

const PASSWORD = 'correct horse';
const offer = (quantity: bigint, price: bigint, clientOrderId = '') => ({
  ...{ instrumentId: 1, side: Side.SELL, orderType: OrderType.LIMIT, quantity, price, clientOrderId },
});
/** Long enough for the history, which is written in the background, on a busy machine. */
const SLOWLY = { timeout: 20_000 };

await describeWithMongo('redleaf serve --rebuild-from-mongo', (mongoUrl) => {
  let settings: MongoSettings;
  let folder: string;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
    folder = mkdtempSync(join(tmpdir(), 'redleaf-rebuild-'));
  });
  afterEach(async () => {
    await drop(settings);
    rmSync(folder, { recursive: true });
  });

  const environment = (partyStore: string) => ({
    ...{ ADMIN_ID: 'root', ADMIN_PASSWORD: PASSWORD, LOG_LEVEL: 'silent', XDG_CONFIG_HOME: folder },
    ...{ WRITERS: 'mongo', PARTY_STORE: partyStore, DATA_DIR: join(folder, 'data') },
    ...{ MONGO_URL: settings.mongoUrl, MONGO_DB: settings.mongoDb },
  });
  type Environment = ReturnType<typeof environment>;

  /** Serves until `work` is done. */
  async function whileServing(
    args: readonly string[],
    env: Environment,
    work: (as: (partyId: string) => Redleaf, url: string) => Promise<void>,
  ): Promise<string[]> {
    const process = RedleafProcess.start(['serve', '--port', '0', '--json', ...args], env);
    const lines = [await process.line()];
    if (args.length > 0) lines.push(await process.line());
    const { url } = JSON.parse(lines.at(-1) ?? '');
    const clients: Redleaf[] = [];
    const as = (partyId: string) => {
      const client = connectRedleaf({ url, partyId, password: PASSWORD });
      clients.push(client);
      return client;
    };
    try {
      await work(as, url);
      await untilHealth(url, isWell);
    } finally {
      for (const client of clients) client.close();
      expect(await process.interrupt()).toBe(0);
    }
    return lines;
  }

  /** Orders and trades from the REST API. Retries while the history lags and answers 503. */
  const listsOf = (url: string) =>
    Promise.all(['orders', 'trades'].map(async (list) => (await fetch(`${url}/${list}/1`)).json()));

  test.each(['sqlite', 'mongo'])(
    'goes on where the data folder was lost, with passwords in %s',
    async (store) => {
      let before: unknown;
      const env = environment(store);
      await whileServing([], env, async (as, url) => {
        const root = as('root');
        await root.admin.createInstrument({ symbol: 'ACME' });
        await root.admin.createParty({ partyId: 'alice', password: PASSWORD });
        const alice = as('alice');
        for (const price of [100n, 101n]) await alice.orders.placeOrder(offer(5n, price, `p${price}`));
        await root.orders.placeOrder({ ...offer(3n, 100n), side: Side.BUY });
        before = await listsOf(url);
      });
      expect(before).toMatchObject([
        [{ order_id: 1, filled_quantity: 3 }, { order_id: 2 }, { order_id: 3, filled_quantity: 3 }],
        [{ maker_order_id: 1, taker_order_id: 3, maker_party_id: 'alice', maker_quantity_remaining: 2 }],
      ]);
      rmSync(env.DATA_DIR, { recursive: true });

      const [rebuilt] = await whileServing(['--rebuild-from-mongo'], env, async (as, url) => {
        await expect.poll(() => listsOf(url), SLOWLY).toEqual(before);
        if (store === 'sqlite') await as('root').admin.setPassword({ partyId: 'alice', password: PASSWORD });
        const { orders } = as('alice');
        expect((await orders.listOpenOrders({})).orders).toMatchObject([
          { orderId: 1n, side: Side.SELL, leavesQuantity: 2n, quantity: 5n },
          { orderId: 2n, side: Side.SELL, leavesQuantity: 5n, quantity: 5n },
        ]);
        await expect(orders.placeOrder(offer(1n, 105n, 'p101'))).rejects.toMatchObject({
          reason: 'DUPLICATE_CLIENT_ORDER_ID',
        });
        expect(await orders.placeOrder(offer(1n, 105n))).toMatchObject({ orderId: 4n });
      });
      expect(JSON.parse(rebuilt ?? '')).toMatchObject({
        rebuilt: { instruments: 1, parties: 2, open_orders: 2, positions: 2 },
      });
      const findings: string[] = JSON.parse(rebuilt ?? '').rebuilt.findings;
      expect(findings).toHaveLength(store === 'sqlite' ? 2 : 0);
      const live = await documentsOf(settings, 'live_orders_1');
      expect(live.map((order) => Number(order['order_id'])).sort()).toEqual([1, 2, 4]);

      // From then on it is an ordinary exchange.
      await whileServing([], env, async (as, url) => {
        await expect.poll(() => listsOf(url), SLOWLY).toMatchObject([{ length: 4 }, { length: 1 }]);
        expect((await as('alice').orders.listOpenOrders({})).orders).toHaveLength(3);
      });
      const again = await redleaf(['serve', '--port', '0', '--rebuild-from-mongo'], env);
      expect(again).toMatchObject({ exitCode: 1, stdout: '' });
      expect(again.stderr).toContain(
        'has a journal.db: an exchange is rebuilt into an empty data folder only',
      );
    },
  );
});
