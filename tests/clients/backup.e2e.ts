import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ExecType } from '../../gen/redleaf/v1/execution_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { type Clients, connect, withToken } from '../faults/clients.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { Trader } from '../faults/trader.ts';
import { TestMarket } from '../writers/test-market.ts';
import { RedleafProcess, redleaf } from './redleaf-process.ts';

const SETTINGS = {
  ADMIN_ID: 'boss',
  ADMIN_PASSWORD: 'boss-password',
  RETAINED_REPORTS: '10000000',
  HEARTBEAT_MS: '50',
};
const PARTIES = ['ann', 'ben', 'cid'];

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function json(...args: string[]) {
  const { exitCode, stdout, stderr } = await redleaf([...args, '--json'], {});
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function tokenOf({ session }: Clients, partyId: string): Promise<string> {
  return (await session.login({ partyId, password: `${partyId}-password` })).token;
}

async function tradersOn(clients: Clients): Promise<Trader[]> {
  const generator = xoroshiro128plus(11);
  const random = () => uniformFloat64(generator);
  const boss = withToken(await tokenOf(clients, 'boss'));
  for (const instrumentId of [1, 2]) {
    await clients.admin.createInstrument({ instrumentId, symbol: `I${instrumentId}` }, boss);
  }
  for (const partyId of PARTIES) {
    await clients.admin.createParty({ partyId, password: `${partyId}-password` }, boss);
  }
  return await Promise.all(
    PARTIES.map(async (partyId) => new Trader(partyId, await tokenOf(clients, partyId), random)),
  );
}

/** Order ids by client order id, from the execution reports of a party. */
async function ordersOf(clients: Clients, partyId: string): Promise<Map<string, bigint>> {
  const reader = new Trader(partyId, await tokenOf(clients, partyId), () => 0);
  await reader.catchUp(clients);
  const orders = new Map<string, bigint>();
  for (const { execType, order } of reader.executions) {
    if (execType === ExecType.NEW && order !== undefined) orders.set(order.clientOrderId, order.orderId);
  }
  return orders;
}

test('a backup made under load is what is left when the exchange and its disk are gone', async () => {
  let server = await ServerProcess.start(at('data'), 0, SETTINGS);
  onTestFinished(async () => {
    await server.end('SIGKILL');
  });
  const traders = await tradersOn(connect(server.url));
  const [watched] = traders;
  if (watched === undefined) throw new Error('there are traders');
  const load = traders.map((trader) => trader.run(server.url));
  await vi.waitUntil(() => watched.placed.size > 300, { timeout: 60_000 });
  const acknowledged = traders.map(({ partyId, placed }) => ({ partyId, placed: new Map(placed) }));
  const made = await json('backup', at('backup'), '--data-dir', at('data'));
  const atTheEnd = watched.placed.size;
  await vi.waitUntil(() => watched.placed.size > atTheEnd, { timeout: 60_000 });
  await server.end('SIGKILL');
  await Promise.all(load);
  rmSync(at('data'), { recursive: true });

  const restored = await json('restore', at('backup'), '--data-dir', at('data'));
  const { state_hash } = JSON.parse(readFileSync(join(at('backup'), 'backup.json'), 'utf8'));
  expect([made.state_hash, restored.state_hash]).toEqual([state_hash, state_hash]);
  server = await ServerProcess.start(at('data'), server.port, SETTINGS);
  const clients = connect(server.url);
  let missing = 0;
  for (const { partyId, placed } of acknowledged) {
    const orders = await ordersOf(clients, partyId);
    for (const [name, orderId] of placed) if (orders.get(name) !== orderId) missing += 1;
  }
  expect(missing).toBe(0);
  // A backup has no sessions, so every party must log in again.
  const old = watched.openOrders(clients).catch((error: unknown) => ConnectError.from(error).code);
  expect(await old).toBe(Code.Unauthenticated);

  expect(await server.end('SIGTERM')).toBe(0);
  expect(verifyDataFolder(at('data'), () => {})).toMatchObject({
    stateHash: state_hash,
    lastSequence: made.last_sequence,
    parties: PARTIES.length + 1,
  });
}, 180_000);

describe('killed in the middle', () => {
  beforeEach(async () => {
    const market = await TestMarket.open(at('data'), 3);
    await market.trade(20_000);
    await market.close();
  }, 120_000);

  /** Kills the command after it has begun to write. Returns false if the command was so fast that it had finished. */
  async function isInterrupted(target: string, afterMs: number, ...args: string[]): Promise<boolean> {
    const begun = () => existsSync(join(`${target}.incomplete`, 'journal.db'));
    rmSync(join(`${target}.incomplete`, 'journal.db'), { force: true });
    const command = RedleafProcess.start(args, {});
    await vi.waitUntil(begun, { timeout: 60_000, interval: 1 });
    await sleep(afterMs);
    await command.kill();
    return !existsSync(target);
  }

  test('a backup leaves nothing that restore takes, and the next one is whole', async () => {
    let interrupted = 0;
    for (const afterMs of [0, 30, 60]) {
      if (await isInterrupted(at('backup'), afterMs, 'backup', at('backup'), '--data-dir', at('data'))) {
        interrupted += 1;
        const { exitCode, stderr } = await redleaf(
          ['restore', at('backup.incomplete'), '--data-dir', at('restored')],
          {},
        );
        expect(exitCode).toBe(1);
        expect(stderr).toContain('is not a complete backup');
        expect(existsSync(at('restored'))).toBe(false);
      } else rmSync(at('backup'), { recursive: true });
    }
    expect(interrupted).toBeGreaterThan(0);
    await json('backup', at('backup'), '--data-dir', at('data'));
    await json('restore', at('backup'), '--data-dir', at('restored'));
    expect(existsSync(at('backup.incomplete'))).toBe(false);
  });

  test('a restore leaves no data folder, and the next one is whole', async () => {
    const { state_hash } = await json('backup', at('backup'), '--data-dir', at('data'));
    let interrupted = 0;
    for (const afterMs of [0, 30, 60]) {
      const command = ['restore', at('backup'), '--data-dir', at('restored')];
      if (await isInterrupted(at('restored'), afterMs, ...command)) interrupted += 1;
      else rmSync(at('restored'), { recursive: true });
    }
    expect(interrupted).toBeGreaterThan(0);
    expect(await json('restore', at('backup'), '--data-dir', at('restored'))).toMatchObject({ state_hash });
    expect(await json('verify', '--data-dir', at('restored'))).toMatchObject({ state_hash });
  });
});

test('what goes wrong is told in a line', async () => {
  const none = await redleaf(['backup', at('backup'), '--data-dir', at('data')], {});
  expect(none).toMatchObject({ exitCode: 1, stdout: '' });
  expect(none.stderr).toBe(`redleaf: ${join(at('data'), 'journal.db')} does not exist.\n`);
  const market = await TestMarket.open(at('data'), 3);
  await market.trade(50);
  await market.close();
  const { exitCode, stdout } = await redleaf(['backup', at('backup'), '--data-dir', at('data')], {});
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^backup made in .*\nup to event \d+ of .*\n\d+ open orders?, .*\nepoch \d+\nstate hash [0-9a-f]{64}/,
  );
  const again = await redleaf(['backup', at('backup'), '--data-dir', at('data')], {});
  expect(again.stderr).toContain('exists already');
  const over = await redleaf(['restore', at('backup'), '--data-dir', at('data')], {});
  expect(over.stderr).toContain('holds a journal');
});
