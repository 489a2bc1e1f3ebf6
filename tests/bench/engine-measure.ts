import { Side, TimeInForce } from '../../src/domain/order.ts';
import type { Flow } from '../engine/flow.ts';
import { emptyFlow, FlowType } from '../engine/flow.ts';
import { type Contestant, contestants } from './engine-contestants.ts';
import { type Scenario, scenariosOf } from './engine-scenarios.ts';

/** Result of a child process. */
export interface Measured {
  /** Million messages per second of wall time in the first pass of a new process. */
  readonly cold: number;
  /** Million messages per second of the thread's processor time in all further passes. Other load has little influence. */
  readonly warm: number;
  /** Million messages per second of wall time in the fastest further pass. */
  readonly best: number;
  /** Nanoseconds per message, without the time of the clock itself. */
  readonly p50: number;
  readonly p99: number;
}

const WARM_MS = 500;
const MOST_PASSES = 400;
const TIMED_MESSAGES = 200_000;
const RESTING = 200_000;

function measure(contestant: Contestant, scenario: Scenario): Measured {
  const flow = scenario.load();
  const end = Math.min(flow.count, scenario.prefilled + contestant.mostMessages);
  const messages = end - scenario.prefilled;
  const cold = messages / pass(contestant, flow, scenario.prefilled, end).clock;
  const warm: Pass[] = [];
  const until = performance.now() + WARM_MS;
  do warm.push(pass(contestant, flow, scenario.prefilled, end));
  while (performance.now() < until && warm.length < MOST_PASSES);
  const processor = warm.reduce((sum, each) => sum + each.processor, 0);
  const fastest = Math.min(...warm.map((each) => each.clock));
  const latency = latencies(contestant, flow, scenario.prefilled, end);
  return {
    cold,
    warm: (messages * warm.length) / processor,
    best: messages / fastest,
    p50: at(latency, 0.5),
    p99: at(latency, 0.99),
  };
}

/** Wall time and processor time of one pass, in microseconds. */
interface Pass {
  readonly clock: number;
  readonly processor: number;
}

/** Sends the flow from `start` to `end` to a new engine. The messages before `start` are not timed. */
function pass(contestant: Contestant, flow: Flow, start: number, end: number): Pass {
  const run = contestant.start(flow);
  for (let i = 0; i < start; i++) run.send(i);
  const cpuFrom = process.threadCpuUsage();
  const from = performance.now();
  for (let i = start; i < end; i++) run.send(i);
  const clock = (performance.now() - from) * 1000;
  const { user, system } = process.threadCpuUsage(cpuFrom);
  if (run.reports < end - start) throw new Error(`${contestant.name} made only ${run.reports} reports`);
  return { clock, processor: user + system };
}

/** Nanoseconds of each message, sorted. */
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

/** Bytes of a resting order, including its part of the index and of the price levels. */
function bytesPerOrder(contestant: Contestant): number {
  const flow = emptyFlow(RESTING);
  for (let i = 0; i < RESTING; i++) {
    flow.types[i] = FlowType.New;
    flow.orderIds[i] = i + 1;
    flow.sides[i] = Side.Buy;
    flow.timesInForce[i] = TimeInForce.GoodTillCanceled;
    // From the worst bid to the best, the fastest order for a sorted list.
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
  // Buffers are freed in the background. The second collection waits for the first.
  globalThis.gc?.();
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
