import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** Which folders each folder may import from, as `docs/ARCHITECTURE.md` tells. Its own is always allowed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  admission: [],
  engine: ['domain'],
  storage: [],
  threads: ['domain'],
  journal: ['domain', 'storage', 'gen', 'threads'],
  exchange: ['domain', 'admission', 'engine', 'journal'],
  market: ['domain'],
  feeds: ['domain', 'market'],
  'market-data': ['domain', 'market', 'feeds', 'gen'],
  'catch-up': ['domain', 'feeds', 'journal', 'recovery', 'storage', 'threads'],
  mongo: [],
  auth: ['domain', 'admission', 'mongo', 'storage'],
  writers: [
    'domain',
    'market',
    'journal',
    'mongo',
    'recovery',
    'settings',
    'storage',
    'config.ts',
    'threads',
  ],
  recovery: ['domain', 'exchange', 'market', 'feeds', 'journal', 'storage', 'gen', 'threads'],
  rebuild: ['domain', 'exchange', 'journal', 'auth', 'mongo', 'recovery', 'storage', 'writers'],
  operations: ['auth', 'journal', 'rebuild', 'recovery', 'storage', 'writers', 'log-files.ts'],
  rpc: [
    'telemetry',
    'domain',
    'admission',
    'exchange',
    'market',
    'feeds',
    'market-data',
    'auth',
    'writers',
    'config.ts',
    'logger.ts',
    'gen',
    'threads',
  ],
  'config.ts': ['domain', 'environment.ts', 'settings'],
  'environment.ts': ['settings'],
  settings: ['domain'],
  telemetry: ['config.ts', 'logger.ts'],
  'effective-settings.ts': ['config.ts', 'environment.ts', 'settings'],
  'logger.ts': ['config.ts', 'log-files.ts'],
  'log-files.ts': [],
  'pino-roll.d.ts': [],
};
/** What runs inside the one writer must not reach for a clock, a disk or a network. */
const WITHOUT_NODE = ['domain', 'engine'];

const IMPORT = /^(?:import|export)[^;]*?from '([^']+)'|^import '([^']+)'/gm;

function importsOf(file: string): string[] {
  return Array.from(readFileSync(file, 'utf8').matchAll(IMPORT), (match) => match[1] ?? match[2] ?? '');
}

/** The folder or file right below `src` (or `gen`) that a file is in. */
function roomOf(file: string): string {
  const path = relative(SRC, file);
  return path.startsWith('../gen') ? 'gen' : (path.split('/')[0] ?? '');
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SRC, name));

it.each(files.filter((file) => roomOf(file) !== 'main.ts').map((file) => [relative(SRC, file), file]))(
  '%s imports only what its folder may',
  (_name, file) => {
    const room = roomOf(file);
    const allowed = ALLOWED[room];
    if (allowed === undefined) throw new Error(`the table of folders does not know ${room}`);
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) {
        const target = roomOf(resolve(dirname(file), specifier));
        expect([room, ...allowed], specifier).toContain(target);
      } else if (WITHOUT_NODE.includes(room)) {
        expect.fail(`${room} imports ${specifier}`);
      }
    }
  },
);

it('finds the imports it is there to check', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(files.length);
});
