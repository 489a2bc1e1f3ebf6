import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const SEED = process.env['SEED'];
const SEEDS_PER_TEST = 25;
const TESTS = 12 * CAMPAIGN;
/** A campaign goes on where nobody has been. */
const FIRST = CAMPAIGN > 1 ? Date.now() % 2 ** 30 : 1;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'redleaf-simulator-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const first = SEED === undefined ? FIRST : Number(SEED);
const count = SEED === undefined ? SEEDS_PER_TEST : 1;
const groups = Array.from({ length: SEED === undefined ? TESTS : 1 }, (_, index) => first + index * count);

it.each(groups)(`holds in the ${count} simulations from seed %i`, async (from) => {
  for (let seed = from; seed < from + count; seed += 1) await runSeed(seed, directory);
});

it('draws the same again from the same seed', async () => {
  for (const seed of [first, first + 1, first + 2]) {
    expect(await runSeed(seed, directory)).toEqual(await runSeed(seed, directory));
  }
});
