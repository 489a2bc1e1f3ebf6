import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { generateFlow } from '../bench/engine-flows.ts';
import { hashReports } from './flow-reports.ts';
import { ReferenceEngine } from './reference-engine.ts';

const SEEDS = 3 * Number(process.env['CAMPAIGN'] ?? 1);

test.each([
  ['a quiet market', 0, 0],
  ['a market that swings by a quarter', 0.25, 0],
  ['a market that swings by 40 % over resting orders', 0.4, 300],
  ['a market that swings to almost nothing and back', 0.98, 300],
])('both engines report the same of %s', (_what, swing, prefilled) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const flow = generateFlow({ seed, orders: 5000, swing, prefilled });
    expect(hashReports(flow, (consumer) => new Engine(consumer, { initialOrders: 2 }))).toBe(
      hashReports(flow, (consumer) => new ReferenceEngine(consumer)),
    );
  }
});
