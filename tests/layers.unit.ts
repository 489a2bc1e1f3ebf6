import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/**
 * Which rooms each room may import from, as `docs/architecture/rooms.md` says. Its own is always allowed. A folder or file in
 * this table is a room apart from the folder around it. The order is that of the layers: a room imports only from rooms
 * above it.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  gen: [],
  'package.json': [],
  'src/domain': [],
  'src/admission': [],
  'src/storage': [],
  'src/mongo': [],
  'src/rings': [],
  'src/wire': [],
  'src/events': ['src/domain'],
  'src/directory': ['src/domain', 'src/events'],
  'src/engine': ['src/domain', 'src/events'],
  'src/market': ['src/domain'],
  'src/settings': ['src/domain'],
  'src/log': ['src/settings'],
  'src/telemetry': ['src/settings', 'src/log'],
  'src/threads': ['src/domain', 'src/storage'],
  'src/journal': ['gen', 'src/domain', 'src/storage', 'src/wire', 'src/events', 'src/threads'],
  'src/exchange': ['src/domain', 'src/admission', 'src/events', 'src/directory', 'src/engine', 'src/journal'],
  'src/link': ['src/domain', 'src/rings', 'src/exchange'],
  'src/feeds': ['src/domain', 'src/events', 'src/directory', 'src/market'],
  'src/feeds/channels': ['gen', 'src/domain', 'src/market', 'src/feeds'],
  'src/recovery': [
    'gen',
    'src/domain',
    'src/storage',
    'src/wire',
    'src/events',
    'src/directory',
    'src/market',
    'src/threads',
    'src/journal',
    'src/exchange',
    'src/feeds',
  ],
  'src/follower': [
    'src/domain',
    'src/storage',
    'src/rings',
    'src/events',
    'src/directory',
    'src/threads',
    'src/journal',
    'src/exchange',
    'src/link',
    'src/feeds',
    'src/recovery',
  ],
  'src/history': ['src/domain', 'src/storage', 'src/market', 'src/threads', 'src/follower'],
  'src/multicast': ['src/domain', 'src/storage', 'src/threads', 'src/follower'],
  'src/writers/csv': ['src/domain', 'src/storage', 'src/follower'],
  'src/writers/mongo': ['src/domain', 'src/mongo', 'src/follower'],
  'src/writers': [
    'src/domain',
    'src/mongo',
    'src/market',
    'src/settings',
    'src/threads',
    'src/follower',
    'src/history',
    'src/multicast',
    'src/writers/csv',
    'src/writers/mongo',
  ],
  'src/supervision': ['src/domain', 'src/settings', 'src/log', 'src/threads', 'src/follower', 'src/writers'],
  'src/core': [
    'src/rings',
    'src/threads',
    'src/journal',
    'src/exchange',
    'src/link',
    'src/recovery',
    'src/supervision',
  ],
  'src/auth': [
    'src/domain',
    'src/admission',
    'src/storage',
    'src/mongo',
    'src/settings',
    'src/threads',
    'src/link',
    'src/follower',
    'src/supervision',
  ],
  'src/rebuild': [
    'src/domain',
    'src/storage',
    'src/mongo',
    'src/events',
    'src/journal',
    'src/exchange',
    'src/recovery',
    'src/writers/mongo',
    'src/auth',
  ],
  'src/operations': [
    'src/storage',
    'src/log',
    'src/journal',
    'src/exchange',
    'src/recovery',
    'src/multicast',
    'src/writers/csv',
    'src/writers',
    'src/auth',
    'src/rebuild',
  ],
  'src/gateway/http': ['src/domain', 'src/admission', 'src/settings', 'src/log'],
  'src/gateway/metrics': ['src/feeds', 'src/supervision', 'src/auth', 'src/gateway/http'],
  'src/gateway/page': [
    'src/domain',
    'src/settings',
    'src/log',
    'src/exchange',
    'src/feeds',
    'src/supervision',
    'src/gateway/http',
  ],
  'src/gateway/rpc': [
    'gen',
    'src/domain',
    'src/admission',
    'src/wire',
    'src/market',
    'src/settings',
    'src/log',
    'src/telemetry',
    'src/exchange',
    'src/feeds',
    'src/feeds/channels',
    'src/follower',
    'src/history',
    'src/multicast',
    'src/auth',
    'src/gateway/http',
    'src/gateway/metrics',
    'src/gateway/page',
  ],
  'src/gateway/rest': [
    'gen',
    'src/domain',
    'src/admission',
    'src/settings',
    'src/log',
    'src/exchange',
    'src/feeds',
    'src/history',
    'src/auth',
    'src/gateway/http',
    'src/gateway/metrics',
    'src/gateway/rpc',
  ],
  'src/gateway': [
    'gen',
    'package.json',
    'src/domain',
    'src/admission',
    'src/events',
    'src/market',
    'src/settings',
    'src/log',
    'src/telemetry',
    'src/threads',
    'src/journal',
    'src/exchange',
    'src/link',
    'src/feeds',
    'src/recovery',
    'src/follower',
    'src/history',
    'src/multicast',
    'src/supervision',
    'src/core',
    'src/auth',
    'src/gateway/http',
    'src/gateway/metrics',
    'src/gateway/page',
    'src/gateway/rpc',
    'src/gateway/rest',
  ],
  'src/parts': ['src/log', 'src/link', 'src/supervision', 'src/core', 'src/auth', 'src/gateway'],
  'src/main.ts': [
    'src/storage',
    'src/settings',
    'src/log',
    'src/threads',
    'src/link',
    'src/recovery',
    'src/writers',
    'src/supervision',
    'src/core',
    'src/auth',
    'src/rebuild',
    'src/gateway/http',
    'src/parts',
  ],
  'clients/typescript': ['gen'],
  'clients/conformance': ['gen'],
  'clients/python': [],
  'clients/demo': ['gen'],
  'clients/dashboard': ['gen', 'clients/typescript'],
  // `src` only to serve, and to work on a data folder or a database.
  'clients/cli': [
    'gen',
    'package.json',
    'src/storage',
    'src/mongo',
    'src/settings',
    'src/journal',
    'src/recovery',
    'src/writers/mongo',
    'src/supervision',
    'src/rebuild',
    'src/operations',
    'src/gateway/http',
    'src/main.ts',
    'clients/typescript',
    'clients/demo',
  ],
  'clients/cli/install.mjs': ['clients/dashboard'],
  'clients/dashboard/vite.config.ts': ['clients/typescript', 'clients/cli'],
};
/** What runs inside the one writer must not reach for a clock, a disk or a network. */
const WITHOUT_NODE = ['src/domain', 'src/engine'];

/** How code names another file: a static import or export, `import()`, and the file of a worker thread. */
const IMPORTS = {
  static: /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'/gm,
  dynamic: /\bimport\(\s*'([^']+)'/g,
  worker: /\bnew URL\(\s*'([^']+\.[cm]?[jt]sx?)',\s*import\.meta\.url\s*\)/g,
};
const CLASS = /^export (?:default )?(?:abstract )?class (\w+)/gm;

const ROOMS = Object.keys(ALLOWED);
const FILES = ['src', 'clients'].flatMap(filesBelow).map((path) => ({ path, text: read(path) }));
const SOURCES = FILES.filter(({ path }) => path.startsWith('src/'));

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(?:[cm]?ts|tsx|mjs)$/.test(name) && !/(?:^|\/)(?:node_modules|dist[\w-]*)\//.test(name),
    )
    .map((name) => join(folder, name));
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function found(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] ?? match[2] ?? '');
}

function importsOf(text: string): string[] {
  return Object.values(IMPORTS).flatMap((pattern) => found(text, pattern));
}

/** The smallest room in the table that a file is in; undefined when none is. */
function roomOf(path: string): string | undefined {
  return ROOMS.filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((one, other) => other.length - one.length)
    .at(0);
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) < index);
}

it.each(FILES)('$path imports only what its room may', ({ path, text }) => {
  const room = roomOf(path);
  if (room === undefined) throw new Error(`the table of rooms does not know ${path}`);
  for (const specifier of importsOf(text)) {
    if (specifier.startsWith('.')) {
      const target = relative(ROOT, resolve(ROOT, dirname(path), specifier));
      expect([room, ...(ALLOWED[room] ?? [])], specifier).toContain(roomOf(target));
    } else if (WITHOUT_NODE.includes(room)) {
      expect.fail(`${room} imports ${specifier}`);
    }
  }
});

it('has rooms that import only from rooms above them', () => {
  for (const [index, room] of ROOMS.entries()) {
    for (const target of ALLOWED[room] ?? []) {
      expect(ROOMS.slice(0, index), room).toContain(target);
    }
  }
});

it('is the table of docs/architecture/rooms.md', () => {
  const rows = read('docs/architecture/rooms.md').matchAll(/^\| `(.+?)` \|.*\| (.+) \|$/gm);
  const documented = Array.from(rows, ([, room, imports]) => [room, found(imports ?? '', /`(.+?)`/g)]);
  expect(documented).toEqual(Object.entries(ALLOWED));
});

it('has no file at the root of src but main.ts', () => {
  expect(SOURCES.map(({ path }) => path).filter((path) => dirname(path) === 'src')).toEqual(['src/main.ts']);
});

it('has no two exported classes of one name in src', () => {
  expect(twice(SOURCES.flatMap(({ text }) => found(text, CLASS)))).toEqual([]);
});

it('finds what it is there to check', () => {
  expect(SOURCES.length).toBeGreaterThan(200);
  expect(SOURCES.flatMap(({ text }) => found(text, CLASS)).length).toBeGreaterThan(50);
  expect(new Set(FILES.map(({ path }) => roomOf(path)))).toEqual(
    new Set(ROOMS.filter((room) => room !== 'gen' && room !== 'package.json')),
  );
  expect(FILES.flatMap(({ text }) => found(text, IMPORTS.static)).length).toBeGreaterThan(FILES.length);
  expect(FILES.flatMap(({ text }) => found(text, IMPORTS.dynamic)).length).toBeGreaterThan(20);
  expect(FILES.flatMap(({ text }) => found(text, IMPORTS.worker)).length).toBeGreaterThan(5);
});
