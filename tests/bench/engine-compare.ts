import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './engine-measure.ts';

/**
 * Compares this checkout's engine with that of another checkout, which is the argument. It prints the ratio of the fastest
 * passes; above 1 this one is faster. Processes of both take turns, so that they share the conditions of the machine.
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
if (other === undefined)
  throw new Error('usage: engine-compare.ts OTHER_CHECKOUT [--rounds 7] [--flow static]');
const checkouts = [resolve(import.meta.dirname, '../..'), resolve(other)];

function measure(checkout: string, flow: string): Measured {
  const script = join(checkout, 'tests/bench/engine-measure.ts');
  const output = execFileSync(process.execPath, ['--expose-gc', script, 'Redleaf', flow], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Measured;
}

console.log(`${'flow'.padEnd(26)} ${'cold'.padStart(20)} ${'warm'.padStart(20)}`);
for (const flow of FLOWS.filter((name) => values.flow?.some((part) => name.startsWith(part)) ?? true)) {
  const fastest = checkouts.map(() => ({ cold: 0, best: 0 }));
  for (let round = 0; round < Number(values.rounds); round++) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const i of order) {
      const { cold, best } = measure(checkouts[i] ?? '', flow);
      const before = fastest[i] ?? { cold, best };
      fastest[i] = { cold: Math.max(cold, before.cold), best: Math.max(best, before.best) };
    }
  }
  const [ours, theirs] = fastest;
  if (ours === undefined || theirs === undefined) throw new Error('two checkouts are compared');
  const cell = (rate: number, than: number) =>
    `${(rate / than).toFixed(3)} (${rate.toFixed(2)} M/s)`.padStart(20);
  console.log(flow.padEnd(26), cell(ours.cold, theirs.cold), cell(ours.best, theirs.best));
}
