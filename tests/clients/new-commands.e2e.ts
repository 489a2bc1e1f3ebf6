import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { redleaf, redleafAtTerminal } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
let config: string;

function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') {
  return redleaf(args, { REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: config, ...env }, input);
}

async function output(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), 'redleaf-commands-'));
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
  await exchange.createInstrument('OAK');
  const file = join(config, 'password');
  writeFileSync(file, `${PASSWORD}\n`);
  await cli(['login', 'admin'], { PASSWORD_FILE: file });
  await cli(['login', 'bob'], { PASSWORD_FILE: file });
  await cli(['login', 'alice', '--password-stdin'], {}, `${PASSWORD}\n`);
});

afterAll(async () => {
  await exchange.stop();
  rmSync(config, { recursive: true });
});

describe('profiles', () => {
  it('act as the party that logged in last, or the one that is named', async () => {
    expect(await output('whoami')).toMatch(/^alice at http:\S+ until \S+Z\n$/);
    expect(await output('--as', 'admin', 'whoami')).toMatch(/^admin \(administrator\) at /);
  });

  it('say who is logged in when another is named', async () => {
    const { exitCode, stderr } = await cli(['--as', 'carl', 'orders']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("(logged in: admin, bob, alice); log in with 'redleaf login carl'");
  });

  it('read the file of the first version, which had one party', async () => {
    const { token } = JSON.parse(
      JSON.stringify({ token: exchange.headers.bob.authorization.replace('Bearer ', '') }),
    );
    const older = mkdtempSync(join(tmpdir(), 'redleaf-older-'));
    const stored = { [exchange.url]: { token, partyId: 'bob', isAdmin: false, expireTimeNs: '1' } };
    await cli(['login', 'bob', '--password-stdin'], { XDG_CONFIG_HOME: older }, PASSWORD);
    writeFileSync(join(older, 'redleaf', 'sessions.json'), JSON.stringify(stored));
    expect((await cli(['whoami'], { XDG_CONFIG_HOME: older })).stdout).toMatch(/^bob at /);
    rmSync(older, { recursive: true });
  });
});

describe('orders', () => {
  it('are shown one by one, in the book, and as the latest trades', async () => {
    const [, orderId = ''] = (await output('place', 'acme', 'SELL', '10', '100.5')).split(' ');
    expect(await output('book', 'acme')).toBe('sell\t100.50\t10\t1\n');
    await output('--as', 'bob', 'place', 'ACME', 'buy', '4', '101');
    await output('--as', 'bob', 'place', 'ACME', 'buy', '1', '101');
    const details = await output('order', orderId);
    expect(details).toContain('open             5\n');
    expect(details).toContain('mean price       100.5000\n');
    const trades = (await output('trades', 'acme', '--limit', '2')).trimEnd().split('\n');
    expect(trades.map((line) => line.split('\t').slice(1, 5))).toEqual([
      ['ACME', 'buy', '1', '100.50'],
      ['ACME', 'buy', '4', '100.50'],
    ]);
  });

  it('are canceled together, of one instrument, of one side or all', async () => {
    await output('cancel', '--all');
    for (const symbol of ['ACME', 'OAK', 'OAK']) await output('place', symbol, 'buy', '1', '1');
    await output('place', 'OAK', 'sell', '1', '2');
    expect(await output('cancel', '--all', '--instrument', 'oak', '--side', 'Buy')).toBe(
      '2 orders canceled\n',
    );
    expect(await output('orders')).toMatch(/ACME.*\n.*OAK/);
    expect(await output('cancel', '--all', '--side', 'buy')).toBe('1 order canceled\n');
    const all = JSON.parse(await output('--json', 'cancel', '--all'));
    expect(all).toMatchObject({ canceled_order_count: '1' });
    expect(await output('orders')).toBe('');
    expect(await output('cancel', '--all')).toBe('0 orders canceled\n');
  });

  it('are not canceled when it is not clear which', async () => {
    expect((await cli(['cancel', '1', '--side', 'buy'])).stderr).toContain('--side goes with --all');
    expect((await cli(['cancel', '--all', '--side', 'both'])).stderr).toContain("must be 'buy' or 'sell'");
    expect((await cli(['cancel', '1', '--all'])).stderr).toContain('not both');
  });
});

describe('administration', () => {
  it('lists parties', async () => {
    expect(await output('--as', 'admin', 'parties', 'list')).toBe(
      'admin\tadministrator\tenabled\tadmin\nalice\ttrader\tenabled\t\nbob\ttrader\tenabled\t\n',
    );
  });

  it('says how the exchange is', async () => {
    expect(await output('status')).toMatch(/^http:\S+: ok at [\d-]+ [\d:]+Z \(epoch \d+\)\n/);
    const { status } = JSON.parse(await output('status', '--json'));
    expect(status).toBe('ok');
  });
});

describe('on a terminal', () => {
  const env = () => ({ REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: config });

  it('lists have a header', async () => {
    const { output: shown } = await redleafAtTerminal(['instruments'], env(), 'nothing is asked', '');
    expect(shown).toMatch(/^ID {2}SYMBOL {2}TICK .*\r\n 1 {2}ACME {4}0\.01 /);
  });

  it('the ladder has a screen of its own, and leaves it', async () => {
    const args = ['watch', 'book', 'ACME', '--count', '1'];
    const { exitCode, output: shown } = await redleafAtTerminal(args, env(), 'nothing is asked', '');
    expect(exitCode).toBe(0);
    expect(shown.startsWith('\x1b[?1049h')).toBe(true);
    expect(shown).toContain('spread');
    expect(shown.endsWith('\x1b[?1049l')).toBe(true);
  });

  it('a new party gets a password that is typed twice', async () => {
    const args = ['--as', 'admin', 'admin', 'create-party', 'zoe'];
    const ask = (again: string) =>
      redleafAtTerminal(args, env(), 'Password for zoe', 'long enough', ['Once more', again]);
    const slip = await ask('long enuff');
    expect(slip.exitCode).toBe(2);
    expect(slip.output).toContain('the two passwords differ; nothing was changed');
    const made = await ask('long enough');
    expect(made.output).toContain('party zoe created');
    expect(made.exitCode).toBe(0);
  });

  it('Ctrl-C at a question is no failure of the program', async () => {
    const stopped = await redleafAtTerminal(['login', 'bob'], env(), 'Password of bob', '\x03');
    expect(stopped.exitCode).toBe(130);
    expect(stopped.output).toContain('redleaf: stopped; nothing was done');
    expect(stopped.output).not.toContain('force closed');
  });
});
