import { Side, TimeInForce } from '../../src/domain/order.ts';
import type { Flow } from '../engine/flow.ts';
import { emptyFlow, FlowType } from '../engine/flow.ts';
import { type Contestant, contestants } from './engine-contestants.ts';
import { type Scenario, scenariosOf } from './engine-scenarios.ts';

/** What a child process tells its parent. */
export interface Measured {
  /** Million messages a second: the first pass of a fresh process, and the median and best of those after. */
  readonly cold: number;
  readonly warm: number;
  readonly best: number;
  /** Nanoseconds for a message, what the clock itself takes subtracted. */
  readonly p50: number;
  readonly p99: number;
}

const WARM_MS = 500;
const MOST_PASSES = 40;
const TIMED_MESSAGES = 200_000;
const RESTING = 200_000;

function measure(contestant: Contestant, scenario: Scenario): Measured {
  const flow = scenario.load();
  const end = Math.min(flow.count, scenario.prefilled + contestant.mostMessages);
  const cold = pass(contestant, flow, scenario.prefilled, end);
  const warm: number[] = [];
  const until = performance.now() + WARM_MS;
  do warm.push(pass(contestant, flow, scenario.prefilled, end));
  while (performance.now() < until && warm.length < MOST_PASSES);
  warm.sort((a, b) => a - b);
  const latency = latencies(contestant, flow, scenario.prefilled, end);
  return { cold, warm: at(warm, 0.5), best: at(warm, 1), p50: at(latency, 0.5), p99: at(latency, 0.99) };
}

/** Million messages a second of one pass by a new engine. */
function pass(contestant: Contestant, flow: Flow, start: number, end: number): number {
  const run = contestant.start(flow);
  for (let i = 0; i < start; i++) run.send(i);
  const from = performance.now();
  for (let i = start; i < end; i++) run.send(i);
  const rate = (end - start) / (performance.now() - from) / 1000;
  if (run.reports < end - start) throw new Error(`${contestant.name} made only ${run.reports} reports`);
  return rate;
}

/** Sorted nanoseconds of each message. */
function latencies(contestant: Contestant, flow: Flow, start: number, end: number): number[] {
  const run = contestant.start(flow);
  for (let i = 0; i < start; i++) run.send(i);
  const count = Math.min(end - start, TIMED_MESSAGES);
  const times = new Float64Array(count);
  const clock = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const before = performance.now();
    run.send(start + i);
    const after = performance.now();
    times[i] = after - before;
    clock[i] = performance.now() - after;
  }
  const overhead = at(
    [...clock].sort((a, b) => a - b),
    0.5,
  );
  return [...times].map((ms) => Math.max(0, ms - overhead) * 1e6).sort((a, b) => a - b);
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Bytes that a resting order takes, index and price levels included. */
function bytesPerOrder(contestant: Contestant): number {
  const flow = emptyFlow(RESTING);
  for (let i = 0; i < RESTING; i++) {
    flow.types[i] = FlowType.New;
    flow.orderIds[i] = i + 1;
    flow.sides[i] = Side.Buy;
    flow.timesInForce[i] = TimeInForce.GoodTillCanceled;
    // From the worst bid to the best, which is where even a sorted list is quick.
    flow.prices[i] = 10_000 + Math.floor(i / 100);
    flow.quantities[i] = 1;
  }
  const run = contestant.start(flow);
  const before = usedBytes();
  for (let i = 0; i < RESTING; i++) run.send(i);
  const bytes = usedBytes() - before;
  if (run.reports < RESTING) throw new Error('not all orders rest');
  return bytes / RESTING;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [contestantName, scenarioName, ...files] = process.argv.slice(2);
const contestant = contestants.find(({ name }) => name === contestantName);
if (contestant === undefined) throw new Error(`no contestant ${contestantName}`);
const scenario = scenariosOf(files).find(({ name }) => name === scenarioName);
console.log(
  JSON.stringify(scenario === undefined ? bytesPerOrder(contestant) : measure(contestant, scenario)),
);
