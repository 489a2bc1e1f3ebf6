import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** How far back the contract is held against its own past: each of those states was held against the ones before it. */
const LANDED_STATES = 3;

/** Breaks that were decided on, as `buf breaking` tells them; a line can go when it is older than the states above. */
const BREAKS_ON_PURPOSE: ReadonlySet<string> = new Set([
  // Positions are a service of their own.
  'proto/redleaf/v1/history.proto: Previously present message "Position" was deleted from file.',
  'proto/redleaf/v1/history_service.proto: Previously present message "ListPositionsRequest" was deleted from file.',
  'proto/redleaf/v1/history_service.proto: Previously present message "ListPositionsResponse" was deleted from file.',
  'proto/redleaf/v1/history_service.proto: Previously present RPC "ListPositions" on service "HistoryService" was deleted.',
]);

/** The packages of other languages were named for the first time. It can go by the same rule. */
const FIRST_NAMES =
  /: File option "(?:csharp_namespace|go_package|java_multiple_files|java_package)" changed from "(?:false)?" to /;

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function breaksSince(commit: string): string[] {
  const against = ['breaking', '--against', `.git#ref=${commit}`];
  const { stdout, stderr, status } = spawnSync('node_modules/.bin/buf', against, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const breaks = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/:\d+:\d+:/, ': '));
  // It fails with 100 for breaks.
  if (status !== (breaks.length > 0 ? 100 : 0)) throw new Error(stderr);
  return breaks;
}

it('the generated code is what the contract generates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-gen-'));
  run('node_modules/.bin/buf', 'generate', '--output', folder);
  expect(filesIn(join(ROOT, 'gen'))).toEqual(filesIn(join(folder, 'gen')));
  rmSync(folder, { recursive: true });
});

it('nothing that was ever landed is broken', () => {
  // What a branch was on its way was never landed.
  const landed = run('git', 'log', '--first-parent', '--format=%H', `-${LANDED_STATES}`, '--', 'proto')
    .split('\n')
    .filter(Boolean);
  for (const commit of landed) {
    const breaks = breaksSince(commit).filter(
      (line) => !BREAKS_ON_PURPOSE.has(line) && !FIRST_NAMES.test(line),
    );
    expect(breaks, commit).toEqual([]);
  }
});
