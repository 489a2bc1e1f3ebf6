import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../clients/cli/program.ts';
import { run } from '../../clients/cli/run.ts';

let errors: string;
let output: string;

/** The words of every command. */
const HELP_COMMANDS: readonly string[][] = wordsOf(createProgram(), []);

function wordsOf({ commands }: Command, words: readonly string[]): string[][] {
  return [[...words], ...commands.flatMap((command) => wordsOf(command, [...words, command.name()]))];
}

beforeEach(() => {
  errors = '';
  output = '';
  vi.stubEnv('PASSWORD', undefined);
  vi.stubEnv('PARTY_ID', undefined);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += text;
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('a wrong command line', () => {
  it.each([
    [['place', 'ACME', 'up', '1', '100'], "the side must be 'buy' or 'sell', not 'up'"],
    [['place', 'ACME', 'buy', '1'], 'give either a price or --market'],
    [['place', 'ACME', 'buy', '1', '100', '--market'], 'give either a price or --market'],
    [['place', 'ACME', 'buy'], "missing required argument 'quantity'; see --help"],
    [['amend', '1'], 'give --price, --quantity or both'],
    [['cancel'], 'give either the order id or --client-order-id'],
    [['cancel', '1', '--client-order-id', 'a'], 'give either the order id or --client-order-id'],
    [['cancel', 'mine'], "the order id must be a whole number, not 'mine'"],
    [['login'], "which party? Use 'redleaf login PARTY_ID'"],
    [
      ['login', 'alice'],
      'no terminal to ask for the password: use --password-stdin, PASSWORD or PASSWORD_FILE',
    ],
    [['watch', 'book', 'ACME', '--depth', '0'], "--depth must be a whole number from 1 to 1000, not '0'"],
    [['watch', 'trades', '--from', '-1'], "--from must be a whole number, not '-1'"],
    [
      ['admin', 'create-instrument', 'OAK', '--price-scale', '10'],
      "--price-scale must be a whole number from 0 to 9, not '10'",
    ],
    [
      ['admin', 'create-instrument', 'OAK', '--tick-size', '0.001'],
      '--tick-size 0.001 has 3 decimal places; at most 2 are possible here',
    ],
    [['replay', '/nowhere', '--format', 'lobster'], "there is no file '/nowhere'"],
    [
      ['replay', '/nowhere', '--format', 'lobster', '--speed', '0'],
      "--speed must be a number above 0, or 'max', not '0'",
    ],
    [['replay', '/nowhere'], "required option '--format <format>' not specified; see --help"],
    [
      ['--url', 'nowhere', 'orders'],
      "the URL of the exchange must be like http://127.0.0.1:8000, not 'nowhere'",
    ],
    [
      ['admin', 'create-instrument', 'OAK', '--max-price', '92233720368547758.08'],
      '--max-price 92233720368547758.08 is larger than any exchange takes',
    ],
    [['nonsense'], "unknown command 'nonsense'; see --help"],
    [['serv'], "unknown command 'serv'; did you mean serve?"],
    [['help', 'plaice'], "unknown command 'plaice'; did you mean place?"],
    [['help', 'watch', 'nonsense'], "unknown command 'nonsense'; see --help"],
    [['orders', '--instrumnt', 'A'], "unknown option '--instrumnt'; did you mean --instrument?"],
    [['orders', '--nonsense'], "unknown option '--nonsense'; see --help"],
  ])('%j says what to do', async (args, text) => {
    expect(await run(args)).toBe(2);
    expect(errors).toBe(`redleaf: ${text}\n`);
    expect(output).toBe('');
  });

  it('is broken between words where a terminal ends', async () => {
    const { isTTY, columns } = process.stderr;
    Object.assign(process.stderr, { isTTY: true, columns: 60 });
    await run(['admin', 'create-instrument', 'OAK', '--max-price', '92233720368547758.08']);
    Object.assign(process.stderr, { isTTY, columns });
    expect(errors).toBe('redleaf: --max-price 92233720368547758.08 is larger than any\nexchange takes\n');
  });

  it('is told to programs as JSON', async () => {
    expect(await run(['--json', 'cancel', 'mine'])).toBe(2);
    expect(JSON.parse(errors)).toEqual({
      error: { reason: 'USAGE', message: "the order id must be a whole number, not 'mine'" },
    });
  });
});

describe('help', () => {
  it('is no error when asked for', async () => {
    expect(await run(['watch', 'book', '--help'])).toBe(0);
    expect(output).toContain('redleaf watch book');
    expect(errors).toBe('');
  });

  it.each([
    [['help'], 'Usage: redleaf [options]'],
    [['help', 'place'], 'Usage: redleaf place'],
    [['help', 'watch', 'book'], 'Usage: redleaf watch book'],
  ])('is what %j prints', async (args, text) => {
    expect(await run(args)).toBe(0);
    expect(output).toContain(text);
  });

  it.each(HELP_COMMANDS)('of %j fits into 80 columns', async (...args) => {
    expect(await run([...args, '--help'])).toBe(0);
    expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('lists every command below the heading of those who need it', async () => {
    await run(['--help']);
    const [, ...groups] = output.split(/\n\n(?=\S.*:\n)/);
    const headings = groups.map((group) => group.split('\n')[0]);
    expect(headings).toEqual(expect.arrayContaining(['Trade:', 'Run an exchange:', 'Use MongoDB:']));
    expect(headings).not.toContain('Commands:');
  });

  it('is shown when there is no command, as an error', async () => {
    expect(await run([])).toBe(2);
    expect(errors).toContain('Usage: redleaf');
  });
});
