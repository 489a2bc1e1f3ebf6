import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './engine-measure.ts';

/**
 * How much faster this checkout's engine is than that of another checkout (the argument): the median of the ratios of
 * pairs of processes that run one after the other, so that both meet the same machine. A ratio above 1 is faster.
 */
const FLOWS = [
  'static-seed7-n25000',
  'normal-seed7-n25000',
  'swing-25',
  'swing-40',
  'flash-crash-seed7-n25000',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' }, flow: { type: 'string', multiple: true } },
});
const [other] = positionals;
if (other === undefined) throw new Error('usage: engine-compare.ts OTHER_CHECKOUT [--rounds 7] [--flow static]');
const checkouts = [resolve(import.meta.dirname, '../..'), resolve(other)];

function measure(checkout: string, flow: string): Measured {
  const script = join(checkout, 'tests/bench/engine-measure.ts');
  const output = execFileSync(process.execPath, ['--expose-gc', script, 'Redleaf', flow], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Measured;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

console.log(`${'flow'.padEnd(26)} ${'cold'.padStart(18)} ${'warm'.padStart(18)} ${'best'.padStart(18)}`);
for (const flow of FLOWS.filter((name) => values.flow?.some((part) => name.startsWith(part)) ?? true)) {
  const pairs = Array.from({ length: Number(values.rounds) }, (_, round) => {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const measured = new Map(order.map((i) => [i, measure(checkouts[i] ?? '', flow)]));
    return { ours: measured.get(0) as Measured, theirs: measured.get(1) as Measured };
  });
  const cells = (['cold', 'warm', 'best'] as const).map((key) => {
    const ratio = median(pairs.map(({ ours, theirs }) => ours[key] / theirs[key]));
    const rate = median(pairs.map(({ ours }) => ours[key]));
    return `${ratio.toFixed(3)} (${rate.toFixed(2)} M/s)`.padStart(18);
  });
  console.log(flow.padEnd(26), ...cells);
}
