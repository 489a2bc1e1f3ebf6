import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEMO_RETAINED_REPORTS } from '../../clients/cli/commands/demo.ts';
import { RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { CommandKind, type Frame, type FrameConsumer } from '../../src/events/frame.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

/**
 * Measures memory and processor time of an idle exchange and of the demo, the largest size of their databases' logs, the heap of
 * each thread, and the bytes of one entry in each view, with the number of retained entries. Linux only.
 */
const ENTRIES = 50_000;
/** V8 compiles the code in the first seconds. */
const WARM_UP_S = 30;
const MEASURE_S = 60;
/** Databases restart their logs, so the largest size is measured. */
const SAMPLE_MS = 100;

const PROGRAM = fileURLToPath(new URL('../../clients/cli/redleaf.ts', import.meta.url));
const REPORT_HEAP = new URL('./report-heap.ts', import.meta.url).href;
/** Unit of processor time in /proc. */
const TICKS_PER_S = 100;
const MIB = 2 ** 20;
const KIND = CommandKind.PlaceOrder;

await runs('idle exchange', ['serve', '--port', '0']);
const demoMib = await runs('demo at 75 commands a second', ['demo', '--port', '0']);
const { closedOrder, report } = await views();
// The same number of trades and of execution reports is retained. A trade takes less, so this is an upper bound.
const growth = (RETAINED_CLOSED_ORDERS * closedOrder + 2 * DEMO_RETAINED_REPORTS * report) / MIB;
console.log(`the demo ends at about ${Math.round(demoMib + growth)} MB, when all that it keeps is full`);

/** @returns resident memory in MiB. */
async function runs(what: string, command: readonly string[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-memory-'));
  const child = spawn(
    process.execPath,
    ['--import', REPORT_HEAP, PROGRAM, ...command, '--data-dir', dataDir],
    {
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'exit');
  const threads = new Map<string, string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { thread, heap, used, external } = JSON.parse(line);
    threads.set(thread, `heap ${mib(heap)} (used ${mib(used)}), external ${mib(external)}`);
  });
  await once(createInterface({ input: child.stdout }), 'line');
  await sleep(WARM_UP_S * 1_000);
  const before = processorTicks(child.pid);
  const logs = new Map<string, number>();
  for (const end = performance.now() + MEASURE_S * 1_000; performance.now() < end; await sleep(SAMPLE_MS)) {
    for (const name of readdirSync(dataDir).filter((file) => file.endsWith('-wal'))) {
      logs.set(name, Math.max(logs.get(name) ?? 0, sizeOf(join(dataDir, name))));
    }
  }
  const share = (processorTicks(child.pid) - before) / TICKS_PER_S / MEASURE_S;
  const resident = residentMib(child.pid);
  console.log(`${what}: ${resident} MB, ${(100 * share).toFixed(1)} % of a core`);
  for (const [thread, text] of threads) console.log(`  ${thread}: ${text}`);
  for (const [name, bytes] of logs) console.log(`  ${name}: ${mib(bytes)} at the most`);
  child.kill('SIGTERM');
  await exited;
  rmSync(dataDir, { recursive: true });
  return resident;
}

/** Bytes of one entry in each view, from the growth of the heap and of external memory. */
async function views(): Promise<{ closedOrder: number; report: number }> {
  console.log(`bytes of one entry, of ${ENTRIES}:`);
  const feeds = () => new Feeds({ epoch: 1, retained: 1, heartbeatMs: 0 });
  const withReports = () => new Feeds({ epoch: 1, retained: 10 * ENTRIES, heartbeatMs: 0 });
  await measure('open order, in the views', feeds(), rest(''));
  await measure('open order with a name, in the views', feeds(), rest('client-order-'));
  await measure('open order, in matching', new ExchangeState({}), rest(''));
  await measure('open order with a name, in matching', new ExchangeState({}), rest('client-order-'));
  const closedOrder = await measure('closed order (100,000 are kept)', feeds(), restAndCancel);
  const withTwoReports = await measure(
    'closed order and its two reports (RETAINED_REPORTS are kept)',
    withReports(),
    restAndCancel,
  );
  return { closedOrder, report: (withTwoReports - closedOrder) / 2 };
}

type Target = Feeds | ExchangeState;
type Change = (fold: FrameConsumer, orderId: number) => void;

async function measure(what: string, target: Target, change: Change): Promise<number> {
  const { fold } = target;
  let sequence = 0;
  const inFrame = (handOver: () => void) => {
    sequence += 1;
    const frame: Frame = { sequence, timeNs: BigInt(sequence), kind: KIND, partyNumber: 1, orderId: 0 };
    fold.begin?.(frame);
    handOver();
    fold.end?.(frame);
  };
  const party = { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false };
  inFrame(() => fold.instrumentCreated?.({ instrument: INSTRUMENT }));
  inFrame(() => fold.partyCreated?.({ party }));
  const before = await heldBytes();
  for (let orderId = 1; orderId <= ENTRIES; orderId += 1) inFrame(() => change(fold, orderId));
  if (target instanceof Feeds) target.publish();
  const after = await heldBytes();
  const bytes = (after - before) / ENTRIES;
  console.log(`  ${String(Math.round(bytes)).padStart(6)}  ${what}`);
  return bytes;
}

function rest(name: string): Change {
  return (fold, orderId) => {
    const clientOrderId = name === '' ? '' : `${name}${orderId}`;
    const [side, price, quantity] = [Side.Buy, priceOf(orderId), 100];
    const kind = { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled };
    const terms = { partyNumber: 1, instrumentId: 1, side, ...kind, price, quantity, clientOrderId };
    fold.orderAccepted?.({ orderId, terms });
    fold.orderRested?.({ orderId, instrumentId: 1, side, price, leavesQuantity: quantity });
  };
}

function restAndCancel(fold: FrameConsumer, orderId: number): void {
  rest('')(fold, orderId);
  fold.orderCanceled?.({
    orderId,
    instrumentId: 1,
    partyNumber: 1,
    side: Side.Buy,
    price: priceOf(orderId),
    canceledQuantity: 100,
    reason: CancelReason.Requested,
    wasResting: true,
  });
}

function priceOf(orderId: number): number {
  return 5 * (1 + (orderId % 1_000));
}

async function heldBytes(): Promise<number> {
  // After this pause, no stack frame refers to the objects that were measured before.
  await sleep(100);
  const session = new Session();
  session.connect();
  // The second collection removes what finalizers have released after the first.
  await session.post('HeapProfiler.collectGarbage');
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Size of a file; 0 if it was removed meanwhile. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function residentMib(pid = 0): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024);
}

function processorTicks(pid = 0): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MB`;
}
