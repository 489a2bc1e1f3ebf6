import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { playHere } from './conformance/play.ts';
import { describeWithGo, GO_SDK, runInGoSdk } from './describe-with-go.ts';

const ROOT = join(GO_SDK, '../..');
const SUITE = join(ROOT, 'clients/conformance');
const CASES = readdirSync(join(SUITE, 'recordings')).map((name) => name.replace('.jsonl', ''));

await describeWithGo('the Go SDK', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redleaf-go-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the contract as it is now', async () => {
    // buf runs both plugins at once: each would compile what both need.
    await runInGoSdk('go', ['tool', '-n', 'protoc-gen-go']);
    const generate = ['generate', '--template', 'clients/go/buf.gen.yaml', '--output', folder];
    await promisify(execFile)('node_modules/.bin/buf', generate, { cwd: ROOT });
    const files = readdirSync(join(folder, 'clients/go/gen'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.go'));
    expect(sources.length).toBeGreaterThan(15);
    for (const name of sources) {
      const read = (of: string) => readFileSync(join(of, 'clients/go/gen', name), 'utf8');
      expect(read(ROOT), `${name}: run npm run generate`).toBe(read(folder));
    }
  });

  it('is formatted', async () => {
    expect(await runInGoSdk('gofmt', ['-l', '.'])).toBe('');
  });

  it('has nothing that go vet or staticcheck warns of', async () => {
    expect(await runInGoSdk('go', ['vet', './...'])).toBe('');
    expect(await runInGoSdk('go', ['tool', 'staticcheck', './...'])).toBe('');
  }, 300_000);

  it('is right by its own tests, over an exchange that is killed, frozen and restarted', async () => {
    expect(await runInGoSdk('go', ['test', '-race', '-count=1', './...'])).toContain('ok  \t');
  }, 300_000);

  describe('has examples', () => {
    let exchange: ExchangeUnderTest;
    const example = async (name: string) => {
      const program = join(folder, name);
      await runInGoSdk('go', ['build', '-o', program, `./examples/${name}`]);
      return program;
    };
    const account = (partyId: string) => ({ REDLEAF_URL: exchange.url, PARTY_ID: partyId, PASSWORD });
    const bob = () => createClient(OrderService, exchange.transport);
    const place = (side: Side, price: bigint, quantity: bigint) =>
      bob().placeOrder(
        { instrumentId: 1, side, orderType: OrderType.LIMIT, price, quantity },
        { headers: exchange.headers.bob },
      );

    beforeAll(async () => {
      exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '500' });
      await exchange.createInstrument('ACME');
    });

    afterAll(() => exchange.stop());

    it('a first order is filled', async () => {
      await place(Side.SELL, 10_057n, 10n);
      expect(await runInGoSdk(await example('first-order'), [], account('alice'))).toBe(
        'bought 10 of ACME\n10 at 100.57\n',
      );
    });

    it('a recorder goes on in its file without a gap or a repeat', async () => {
      const program = await example('trade-recorder');
      const file = join(folder, 'trades.csv');
      const recorded = () =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((row) => /,(buy|sell)$/.test(row));
      const record = async (wanted: number) => {
        const child = spawn(program, ['ACME', file], { env: account('bob'), stdio: 'ignore' });
        await expect.poll(recorded).toHaveLength(wanted);
        child.kill('SIGINT');
        expect(await once(child, 'exit')).toEqual([0, null]);
      };
      const trade = async () => {
        await place(Side.SELL, 10_100n, 3n);
        await place(Side.BUY, 10_100n, 3n);
      };
      writeFileSync(file, '');
      await trade();
      // One of the two trades is with the order above.
      await record(2);
      await trade();
      // A power failure may leave an incomplete line.
      appendFileSync(file, '1,99,9');
      await record(3);
      const tradeIds = recorded().map((row) => row.split(',')[2]);
      expect(tradeIds).toEqual(['1', '2', '3']);
      expect(recorded().at(-1)).toMatch(/,101\.00,3,buy$/);
    });

    it('a watcher prints the book when it changes', async () => {
      const child = spawn(await example('book-watcher'), [], { env: account('bob') });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const shows = async (text: RegExp) => {
        for (let line = await lines.next(); !text.test(String(line.value)); line = await lines.next());
      };
      await shows(/^ACME at \d+, Began$/);
      await place(Side.BUY, 9_990n, 7n);
      await shows(/^ +7 x 99\.90 \| $/);
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
    });

    it('a market maker is no better than the others, and takes its quotes back at the end', async () => {
      const alice = () =>
        bob()
          .listOpenOrders({}, { headers: exchange.headers.alice })
          .then(({ orders }) =>
            orders.map(({ side, price, leavesQuantity }) => [side, price, leavesQuantity]),
          );
      await place(Side.SELL, 10_010n, 50n);
      const child = spawn(await example('market-maker'), [], { env: account('alice'), stdio: 'ignore' });
      // Its position since its first order is a tenth of its limit.
      await expect.poll(alice).toEqual([
        [Side.BUY, 9_988n, 10n],
        [Side.SELL, 10_010n, 10n],
      ]);
      await place(Side.BUY, 9_995n, 5n);
      await expect.poll(alice).toEqual([
        [Side.BUY, 9_993n, 10n],
        [Side.SELL, 10_010n, 10n],
      ]);
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(await alice()).toEqual([]);
    });
  });

  describe('makes of a recording what every SDK must', () => {
    let program: string;

    beforeAll(async () => {
      program = join(folder, 'conformance');
      await runInGoSdk('go', ['build', '-o', program, './cmd/conformance']);
    });

    it.concurrent.each(CASES)('%s', async (name) => {
      const server = await playHere(join(SUITE, 'recordings', `${name}.jsonl`));
      const printed = runInGoSdk(program, [name, server.url]);
      // The client would retry for ever after a complaint of the server.
      const complaint = server.ended.then(({ complaint }) => complaint || printed);
      expect(await Promise.race([printed, complaint])).toBe(
        readFileSync(join(SUITE, 'expected', `${name}.json`), 'utf8'),
      );
      expect(await server.ended).toEqual({ code: 0, complaint: '' });
    });
  });
});
