import { basename } from 'node:path';
import { type Flow, readFlow } from '../engine/flow.ts';
import { generateFlow } from './engine-flows.ts';

/** A flow to measure. Its first `prefilled` messages are not timed. */
export interface Scenario {
  readonly name: string;
  readonly prefilled: number;
  load(): Flow;
}

const FIXTURES = ['normal', 'flash-crash', 'static'].map(
  (name) => new URL(`../fixtures/flow/${name}-seed7-n25000.bin.gz`, import.meta.url).pathname,
);
const ORDERS = 500_000;

function ofFile(file: string): Scenario {
  return { name: basename(file).replace(/\.bin(\.gz)?$/, ''), prefilled: 0, load: () => readFlow(file) };
}

function generated(name: string, swing: number, prefilled: number): Scenario {
  return { name, prefilled, load: () => generateFlow({ seed: 7, orders: ORDERS, swing, prefilled }) };
}

/** Scenarios from files, or the standard ones. */
export function scenariosOf(files: readonly string[]): Scenario[] {
  if (files.length > 0) return files.map(ofFile);
  return [
    ...FIXTURES.map(ofFile),
    generated('quiet', 0, 0),
    generated('swing-25', 0.25, 0),
    generated('swing-40', 0.4, 0),
    generated('quiet over 100', 0, 100),
    generated('quiet over 1,000,000', 0, 1_000_000),
  ];
}
