import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { readFlow } from './flow.ts';
import { hashReports } from './flow-reports.ts';
import { ReferenceEngine } from './reference-engine.ts';

const FOLDER = new URL('../fixtures/flow/', import.meta.url);
const published = readFileSync(new URL('reports.sha256', FOLDER), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));

describe.each(published)('reports have the hash %s of flow %s', (hash, name) => {
  const flow = readFlow(new URL(`${name}.bin.gz`, FOLDER).pathname);

  test('from the engine', () => {
    expect(hashReports(flow, (consumer) => new Engine(consumer))).toBe(hash);
  });

  test('from an engine that starts with room for two orders', () => {
    expect(hashReports(flow, (consumer) => new Engine(consumer, { initialOrders: 2 }))).toBe(hash);
  });

  test('from the reference engine', () => {
    expect(hashReports(flow, (consumer) => new ReferenceEngine(consumer))).toBe(hash);
  });
});
