import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { RedleafProcess, redleaf } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
let config: string;

/** Runs a command as one user of the machine. Each user has its own stored sessions. */
function as(user: string, ...args: string[]) {
  return redleaf(args, { REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: join(config, user) });
}

async function ok(user: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await as(user, ...args);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return stdout.trimEnd();
}

async function json(user: string, ...args: string[]) {
  const lines = await ok(user, '--json', ...args);
  return lines.split('\n').map((line) => JSON.parse(line));
}

async function refused(user: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await as(user, ...args);
  expect(stdout).toBe('');
  expect(exitCode).toBe(1);
  return stderr.trimEnd();
}

beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), 'redleaf-cli-'));
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
  await exchange.createInstrument('COIN', { priceScale: 4, quantityScale: 3, tickSize: 50n, lotSize: 10n });
  await ok('alice', 'login', 'alice', '--password', PASSWORD);
  await ok('bob', 'login', 'bob', '--password', PASSWORD);
});

afterAll(async () => {
  await exchange.stop();
  rmSync(config, { recursive: true });
});

describe('the exchange that is called', () => {
  it('takes the URL of the environment as that of the command line', async () => {
    const env = { XDG_CONFIG_HOME: join(config, 'alice') };
    const slash = await redleaf(['orders'], { ...env, REDLEAF_URL: `${exchange.url}/` });
    expect(slash).toMatchObject({ exitCode: 0, stdout: '' });
    const wrong = await redleaf(['orders'], { ...env, REDLEAF_URL: 'nonsense' });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain(
      "the URL of the exchange must be like http://127.0.0.1:8000, not 'nonsense'",
    );
  });

  it('does not say that nothing was done when the connection breaks before the answer', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const call = (...args: string[]) =>
      redleaf(['--url', `http://127.0.0.1:${port}`, ...args], { XDG_CONFIG_HOME: config, PASSWORD });
    const broken = await call('login', 'alice');
    const brokenRead = await call('instruments');
    server.close();
    expect([broken.exitCode, brokenRead.exitCode]).toEqual([3, 3]);
    expect(broken.stderr).toContain('may have been executed');
    expect(brokenRead.stderr).toContain('was lost before the answer came; try again');
  });
});

describe('sessions', () => {
  it('keeps a login for the next commands, readable by its owner alone', async () => {
    const file = join(config, 'alice', 'redleaf', 'sessions.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual([exchange.url]);
    expect(await ok('alice', 'orders')).toBe('');
  });

  it('takes party and password from the environment, and never prints the token', async () => {
    const env = { API_URL: exchange.url, XDG_CONFIG_HOME: join(config, 'env'), PARTY_ID: 'bob', PASSWORD };
    const { exitCode, stdout } = await redleaf(['login', '--json'], env);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ party_id: 'bob', is_admin: false, token: '' });
  });

  it('forgets a session at logout', async () => {
    await ok('carol', 'login', 'alice', '--password', PASSWORD);
    expect(await ok('carol', 'logout')).toBe('logged out');
    expect(await refused('carol', 'orders')).toBe(
      `redleaf: not logged in at ${exchange.url}; log in with 'redleaf login PARTY_ID'`,
    );
  });

  it('says that a token has ended', async () => {
    expect(await refused('nobody', '--token', 'x'.repeat(43), 'orders')).toContain(
      'the token of --token is wrong, or',
    );
  });

  it('changes a password, after which the other sessions of the party are over', async () => {
    await exchange.admin.createParty(
      { partyId: 'dora', password: PASSWORD },
      { headers: exchange.headers.admin },
    );
    await ok('dora', 'login', 'dora', '--password', PASSWORD);
    await ok('dora-at-home', 'login', 'dora', '--password', PASSWORD);
    expect(
      await refused('dora', 'password', '--password', 'not hers', '--new-password', 'another one'),
    ).toContain('CREDENTIALS_INVALID');
    const env = { PASSWORD, NEW_PASSWORD: 'another one' };
    const { stdout, stderr } = await redleaf(['password'], {
      ...{ REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: join(config, 'dora') },
      ...env,
    });
    expect({ stdout, stderr }).toEqual({
      stdout: 'password changed; your other sessions have ended\n',
      stderr: '',
    });
    expect(await ok('dora', 'orders')).toBe('');
    expect(await refused('dora-at-home', 'orders')).toContain('has ended; log in again');
    await ok('dora-at-home', 'login', 'dora', '--password', 'another one');
  });

  it('has the password of a party set by an administrator alone', async () => {
    await exchange.admin.createParty(
      { partyId: 'emil', password: PASSWORD },
      { headers: exchange.headers.admin },
    );
    await ok('emil', 'login', 'emil', '--password', PASSWORD);
    expect(await refused('emil', 'admin', 'set-password', 'alice', '--password', 'another one')).toContain(
      'only an administrator',
    );
    await ok('root', 'login', 'admin', '--password', PASSWORD);
    expect(await json('root', 'admin', 'set-password', 'emil', '--password', 'another one')).toEqual([
      { party_id: 'emil', password_set: true },
    ]);
    expect(await refused('emil', 'orders')).toContain('has ended; log in again');
    await ok('emil', 'login', 'emil', '--password', 'another one');
    const unasked = await as('root', 'admin', 'set-password', 'emil');
    expect(unasked.exitCode).toBe(2);
    expect(unasked.stderr).toContain('NEW_PASSWORD_FILE');
  });

  it('refuses a wrong password', async () => {
    expect(await refused('nobody', 'login', 'alice', '--password', 'not her password')).toContain(
      'CREDENTIALS_INVALID',
    );
  });
});

describe('orders', () => {
  it('go through their life', async () => {
    expect(await ok('alice', 'place', 'ACME', 'sell', '10', '100.50', '--client-order-id', 'mine')).toMatch(
      /^order \d+ new, 10 open$/,
    );
    expect(await ok('alice', 'orders')).toMatch(/^\d+\tACME\tsell\t10\t10\t100.50\tnew\tmine$/);
    expect(await ok('bob', 'place', 'acme', 'BUY', '3', '--market')).toMatch(
      /^order \d+ filled, 0 open\n {2}traded 3 at 100.50 \(trade \d+\)$/,
    );
    expect(await ok('alice', 'amend', '--client-order-id', 'mine', '--quantity', '8')).toMatch(
      /^order \d+ partially filled, 5 open at 100.50, priority kept$/,
    );
    const [amended] = await json('alice', 'amend', '--client-order-id', 'mine', '--price', '100.49');
    expect(amended).toMatchObject({ price: '10049', leaves_quantity: '5', priority_kept: false });
    expect(await ok('alice', 'cancel', amended.order_id)).toBe(`order ${amended.order_id} canceled`);
    expect(await ok('alice', 'orders')).toBe('');
  });

  it('that are canceled at once say why', async () => {
    const maker = await ok('alice', 'place', 'ACME', 'sell', '10', '100.50');
    expect(await ok('bob', 'place', 'ACME', 'buy', '11', '100.50', '--fok')).toMatch(
      /^order \d+ canceled, 0 open: the book had too few orders at its price to fill all of it$/,
    );
    expect(await ok('bob', 'place', 'ACME', 'buy', '1', '100.50', '--post-only')).toMatch(
      /^order \d+ canceled, 0 open: it was post-only and would have traded at once$/,
    );
    const rests = await ok('bob', 'place', 'ACME', 'buy', '1', '100.40', '--post-only');
    const orderId = /^order (\d+) new, 1 open$/.exec(rests)?.[1] ?? '';
    expect(await ok('bob', 'order', orderId)).toMatch(/^post only +yes$/m);
    expect(await ok('bob', 'amend', orderId, '--price', '100.50')).toMatch(
      /^order \d+ canceled, 0 open at 100.50, priority lost: it was post-only and would have traded at once$/,
    );
    expect(await ok('bob', 'place', 'ACME', 'buy', '11', '100.50', '--ioc')).toMatch(
      /^order \d+ canceled, 0 open: the book had no more orders at its price\n {2}traded 10 at 100.50/,
    );
    expect(maker).toMatch(/new, 10 open$/);
  });

  it('are printed for programs with the names of the API', async () => {
    const [placed] = await json(
      'alice',
      'place',
      'COIN',
      'buy',
      '1.25',
      '0.0350',
      '--client-order-id',
      'json',
    );
    expect(placed).toEqual({
      order_id: expect.stringMatching(/^\d+$/),
      client_order_id: 'json',
      epoch: expect.stringMatching(/^\d+$/),
      symbol: 'COIN',
      order_status: 'ORDER_STATUS_NEW',
      leaves_quantity: '1250',
      leaves_quantity_decimal: '1.250',
      cum_quantity: '0',
      cum_quantity_decimal: '0.000',
      canceled_quantity: '0',
      canceled_quantity_decimal: '0.000',
      fills: [],
      fill_count: '0',
      cancel_reason: 'CANCEL_REASON_UNSPECIFIED',
      is_repeat: false,
      transact_time_ns: expect.stringMatching(/^\d+$/),
      sequence: expect.stringMatching(/^\d+$/),
    });
    const [order] = await json('alice', 'orders', '--instrument', 'COIN');
    expect(order).toMatchObject({
      order_id: placed.order_id,
      price: '350',
      quantity: '1250',
      side: 'SIDE_BUY',
    });
    const [canceled] = await json('alice', 'cancel', placed.order_id);
    expect(canceled).toMatchObject({ order_id: placed.order_id, canceled_quantity: '1250' });
  });

  it('that the exchange refuses are explained in decimals', async () => {
    expect(await refused('alice', 'place', 'COIN', 'buy', '1', '0.0051')).toBe(
      'redleaf: the price of COIN must be a multiple of 0.0050 (PRICE_OFF_TICK, price)',
    );
    expect(await refused('alice', 'place', 'COIN', 'buy', '0.001', '0.01')).toBe(
      'redleaf: the quantity of COIN must be a multiple of 0.010 (QUANTITY_OFF_LOT, quantity)',
    );
    expect(await refused('alice', 'place', 'ACME', 'buy', '1', '0')).toMatch(
      /^redleaf: the price of ACME must be from 0.01 to 1000000.00 \(FIELD_OUT_OF_RANGE, price\)$/,
    );
    expect(await refused('alice', 'place', 'NOPE', 'buy', '1', '1')).toBe(
      "redleaf: there is no instrument 'NOPE'; 'redleaf instruments' lists them (UNKNOWN_INSTRUMENT)",
    );
    expect(await refused('alice', 'place', 'acne', 'buy', '1', '1')).toContain('did you mean ACME?');
    expect(await refused('alice', 'cancel', '999999')).toContain('UNKNOWN_ORDER');
  });

  it('that are refused are told to programs as JSON', async () => {
    const error = JSON.parse(await refused('alice', '--json', 'place', 'COIN', 'buy', '1', '0.0051'));
    expect(error).toMatchObject({
      error: { reason: 'PRICE_OFF_TICK', field: 'price', metadata: { tick_size: '50' } },
    });
  });
});

describe('what cannot work', () => {
  it('is told before anything is sent', async () => {
    const { exitCode, stdout, stderr } = await as('alice', 'place', 'ACME', 'buy', '1', '100.555');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('redleaf: price 100.555 has 3 decimal places; at most 2 are possible here\n');
  });

  it('says how to reach an exchange when there is none', async () => {
    const { exitCode, stderr } = await as('alice', '--url', 'http://127.0.0.1:1', 'instruments');
    expect(exitCode).toBe(3);
    expect(stderr).toBe(
      "redleaf: cannot reach the exchange at http://127.0.0.1:1; start one with 'redleaf serve' or give another with --url\n",
    );
  });
});

describe('administration', () => {
  it('is for administrators', async () => {
    expect(await refused('alice', 'admin', 'create-party', 'dave', '--password', PASSWORD)).toContain(
      'only an administrator',
    );
  });

  it('lists instruments and adds parties', async () => {
    await ok('root', 'login', 'admin', '--password', PASSWORD);
    const [listed] = await json(
      'root',
      ...[
        'admin',
        'create-instrument',
        'OAK',
        '--price-scale',
        '3',
        '--tick-size',
        '0.005',
        '--lot-size',
        '5',
      ],
    );
    expect(listed).toMatchObject({ symbol: 'OAK', price_scale: 3, tick_size: '5', lot_size: '5' });
    expect(await ok('nobody', 'instruments')).toMatch(/OAK\t0\.005\t5\t0\.005\t/);
    expect(await ok('root', 'admin', 'create-party', 'dave', '--password', PASSWORD)).toBe(
      'party dave created',
    );
    expect(await refused('root', 'admin', 'create-party', 'dave', '--password', PASSWORD)).toContain(
      'DUPLICATE_PARTY',
    );
  });
});

describe('watching', () => {
  it('shows the book as it is and as it changes', async () => {
    const watch = RedleafProcess.start(['watch', 'book', 'COIN', '--json', '--count', '2'], {
      REDLEAF_URL: exchange.url,
    });
    expect(JSON.parse(await watch.line())).toMatchObject({ bids: [], asks: [] });
    const [placed] = await json('alice', 'place', 'COIN', 'sell', '0.05', '2.5');
    expect(JSON.parse(await watch.line())).toEqual({
      symbol: 'COIN',
      instrument_id: 2,
      sequence: placed.sequence,
      bids: [],
      asks: [
        {
          price: '25000',
          price_decimal: '2.5000',
          quantity: '50',
          quantity_decimal: '0.050',
          order_count: 1,
        },
      ],
    });
    expect((await ok('nobody', 'watch', 'book', 'COIN', '--count', '1')).replace(/^\d+/, 'n')).toBe(
      'n  COIN  bid none  ask 0.050 at 2.5000',
    );
    await ok('alice', 'cancel', placed.order_id);
  });

  it('shows trades and executions from where it is asked to', async () => {
    const [rested] = await json('alice', 'place', 'COIN', 'sell', '0.05', '3');
    await ok('bob', 'place', 'COIN', 'buy', '0.02', '3');
    const [trade] = await json(
      'nobody',
      'watch',
      'trades',
      'COIN',
      '--from',
      rested.sequence,
      '--epoch',
      rested.epoch,
      '--count',
      '1',
    );
    expect(trade).toMatchObject({ price: '30000', quantity: '20', maker_order_id: rested.order_id });
    const line = await ok(
      'alice',
      'watch',
      'executions',
      ...['--from', rested.sequence, '--epoch', rested.epoch],
      '--count',
      '1',
    );
    expect(line).toMatch(/^\S+Z\t\d+\ttrade\t\d+\tCOIN\tsell\t0.020\t3.0000\t0.030$/);
  });

  it('ends at Ctrl-C as if nothing happened', async () => {
    const watch = RedleafProcess.start(['watch', 'trades', '--from', '0'], { REDLEAF_URL: exchange.url });
    await watch.line();
    expect(await watch.interrupt()).toBe(0);
  });
});
