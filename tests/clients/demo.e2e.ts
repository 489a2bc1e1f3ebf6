import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedleafProcess, redleaf } from './redleaf-process.ts';

const ALICE = { party_id: 'alice', password: 'alice-demo' };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-demo-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the demo until `work` is done, and returns its output. */
async function withDemo(work: (redleaf: Redleaf, printed: string[]) => Promise<void>): Promise<void> {
  const args = ['demo', '--port', '0', '--data-dir', join(folder, 'data'), '--rate', '300'];
  const demo = RedleafProcess.start(args, { XDG_CONFIG_HOME: folder });
  const printed: string[] = [];
  do printed.push(await demo.line());
  while (!printed.at(-1)?.includes('Ctrl-C'));
  const url = /http:\S+/.exec(printed[0] ?? '')?.[0] ?? '';
  const redleaf = connectRedleaf({ url });
  try {
    await work(redleaf, printed);
  } finally {
    redleaf.close();
    expect(await demo.interrupt()).toBe(0);
  }
}

/** Waits for the next trade of each instrument, and returns the order ids of the takers. */
async function firstTrades(redleaf: Redleaf): Promise<bigint[]> {
  return Promise.all(
    [1, 2, 3].map(async (instrumentId) => {
      for await (const trade of redleaf.watchTrades(instrumentId)) return trade.takerOrderId;
      throw new Error('the trades ended');
    }),
  );
}

/** The logins that the trading page offers. */
async function offeredLogins(url: string): Promise<unknown> {
  const settings: unknown = await (await fetch(`${url}/dashboard-settings.json`)).json();
  expect(settings).toMatchObject({ market_time_zone: 'UTC' });
  return settings;
}

async function expectFullBooks(redleaf: Redleaf): Promise<void> {
  for (const instrumentId of [1, 2, 3]) {
    for await (const { bids, asks } of redleaf.watchOrderBook(instrumentId)) {
      if (bids.length >= 3 && asks.length >= 3) break;
    }
  }
}

it('runs a market, stops at Ctrl-C, and goes on where it stopped', async () => {
  let lastOrder = 0n;
  await withDemo(async (client, printed) => {
    for (const orderId of await firstTrades(client)) lastOrder = orderId > lastOrder ? orderId : lastOrder;
    await expectFullBooks(client);

    // The printed commands work.
    const url = /export REDLEAF_URL=(\S+)/.exec(printed.join('\n'))?.[1] ?? '';
    const commands = printed.filter((line) => line.includes('npx redleaf'));
    expect(commands).toHaveLength(4);
    expect(printed.filter((line) => line.length > 80)).toEqual([]);
    for (const command of commands) {
      const { input = '', words = '' } =
        /(?:echo (?<input>\S+) \| )?npx redleaf (?<words>.*)/.exec(command)?.groups ?? {};
      const args = words.split(' ');
      const bounded = args.includes('watch') ? [...args, '--count', '3'] : args;
      const env = { XDG_CONFIG_HOME: folder, REDLEAF_URL: url };
      const { exitCode, stdout, stderr } = await redleaf(bounded, env, `${input}\n`);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout.length).toBeGreaterThan(0);
    }

    expect(await offeredLogins(url)).toMatchObject({
      logins: [ALICE, { party_id: 'bob', password: 'bob-demo' }],
    });
    const admin = connectRedleaf({ url, partyId: 'admin', password: 'redleaf-demo' });
    await admin.admin.setPassword({ partyId: 'bob', password: 'known to bob alone' });
    admin.close();
  });
  await withDemo(async (client, printed) => {
    const url = /http:\S+/.exec(printed[0] ?? '')?.[0] ?? '';
    expect(await offeredLogins(url)).toMatchObject({ logins: [ALICE] });
    const { instruments } = await client.marketData.listInstruments({});
    expect(instruments.map(({ symbol }) => symbol)).toEqual(['ACME', 'BTC-USD', 'PENNY']);
    for (const orderId of await firstTrades(client)) expect(orderId).toBeGreaterThan(lastOrder);
    await expectFullBooks(client);
  });
});
