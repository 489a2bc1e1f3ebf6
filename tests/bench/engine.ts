import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { contestants } from './engine-contestants.ts';
import type { Measured } from './engine-measure.ts';
import { scenariosOf } from './engine-scenarios.ts';

/**
 * Measures the matching engine, the reference engine of its tests, and a known package in one run. A sink reads every report.
 * Each number comes from its own process, so that the optimizer learns nothing from another engine. Files as arguments replace
 * the standard flows.
 */
const files = process.argv.slice(2);
const MEASURE = new URL('./engine-measure.ts', import.meta.url).pathname;

function inChild(...values: readonly string[]): unknown {
  const output = execFileSync(process.execPath, ['--expose-gc', MEASURE, ...values], { encoding: 'utf8' });
  return JSON.parse(output);
}

function row(...cells: readonly (string | number)[]): string {
  const [first = '', second = '', ...numbers] = cells.map(String);
  return [first.padEnd(26), second.padEnd(18), ...numbers.map((number) => number.padStart(8))].join(' ');
}

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, one core\n`);
console.log(row('', '', 'M messages/s', '', '', 'ns'));
console.log(row('flow', 'engine', 'cold', 'warm', 'best', 'p50', 'p99'));
for (const scenario of scenariosOf(files)) {
  for (const { name, mostPrefilled } of contestants) {
    if (scenario.prefilled > mostPrefilled) {
      console.log(row(scenario.name, name, '-', '-', '-', '-', '-'));
      continue;
    }
    const { cold, warm, best, p50, p99 } = inChild(name, scenario.name, ...files) as Measured;
    const rates = [cold, warm, best].map((rate) => rate.toFixed(2));
    console.log(row(scenario.name, name, ...rates, Math.round(p50), Math.round(p99)));
  }
}
console.log('\nbytes for a resting order');
for (const { name } of contestants) console.log(row('', name, Math.round(inChild(name) as number)));
