import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { QuietSink } from '../../src/domain/quiet-sink.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

/**
 * What an exchange takes: each thread of an idle one and of the demo, and each view for one entry, beside the number of entries
 * that are kept. Linux alone says how much memory a process has.
 */
const ENTRIES = 50_000;
const IDLE_S = 10;
const DEMO_S = 30;

const PROGRAM = fileURLToPath(new URL('../../clients/cli/redleaf.ts', import.meta.url));
const REPORT_HEAP = new URL('./report-heap.ts', import.meta.url).href;
/** As systems count processor time. */
const TICKS_PER_S = 100;
const MIB = 2 ** 20;

await runs('idle exchange', ['serve', '--port', '0'], IDLE_S);
await runs('demo at 75 commands a second', ['demo', '--port', '0'], DEMO_S);
await views();

async function runs(what: string, command: readonly string[], seconds: number): Promise<void> {
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
  const threads = new Map<number, string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { threadId, heap, used, external } = JSON.parse(line);
    threads.set(threadId, `heap ${mib(heap)} (used ${mib(used)}), external ${mib(external)}`);
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const before = processorTicks(child.pid);
  await sleep(seconds * 1_000);
  const share = (processorTicks(child.pid) - before) / TICKS_PER_S / seconds;
  console.log(`${what}: ${residentMib(child.pid)} MB, ${(100 * share).toFixed(1)} % of a core`);
  for (const [id, text] of [...threads].sort())
    console.log(`  ${id === 0 ? 'main thread' : `thread ${id}`}: ${text}`);
  for (const name of ['journal.db', 'history.db']) {
    const [file, log] = [name, `${name}-wal`].map((each) => join(dataDir, each));
    if (file === undefined || log === undefined || !existsSync(file) || !existsSync(log)) continue;
    console.log(`  ${name} ${mib(statSync(file).size)}, its log ${mib(statSync(log).size)}`);
  }
  child.kill('SIGTERM');
  await exited;
  rmSync(dataDir, { recursive: true });
}

/** Bytes of one entry: what the heap and everything outside of it has grown by. */
async function views(): Promise<void> {
  console.log(`bytes of one entry, of ${ENTRIES}:`);
  const feeds = () => new Feeds({ epoch: 1, retained: 1, heartbeatMs: 0 });
  const withReports = () => new Feeds({ epoch: 1, retained: 10 * ENTRIES, heartbeatMs: 0 });
  await measure('open order, in the views', feeds(), rest(''));
  await measure('open order with a name, in the views', feeds(), rest('client-order-'));
  await measure('open order, in matching', new ExchangeState(new QuietSink()).fold, rest(''));
  await measure(
    'open order with a name, in matching',
    new ExchangeState(new QuietSink()).fold,
    rest('client-order-'),
  );
  await measure('closed order (100,000 are kept)', feeds(), restAndCancel);
  await measure('closed order and its two reports (RETAINED_REPORTS are kept)', withReports(), restAndCancel);
}

type Sink = Feeds | ExchangeState['fold'];

async function measure(what: string, sink: Sink, tell: (sink: Sink, orderId: number) => void): Promise<void> {
  let sequence = 0;
  const next = () => {
    sequence += 1;
    if (sink instanceof Feeds) sink.at(sequence, BigInt(sequence));
  };
  next();
  sink.instrumentCreated(INSTRUMENT);
  next();
  sink.partyCreated({ partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false });
  const before = await heldBytes();
  for (let orderId = 1; orderId <= ENTRIES; orderId += 1) {
    next();
    tell(sink, orderId);
  }
  if (sink instanceof Feeds) sink.publish();
  const after = await heldBytes();
  console.log(`  ${String(Math.round((after - before) / ENTRIES)).padStart(6)}  ${what}`);
}

function rest(name: string) {
  return (sink: Sink, orderId: number) => {
    const price = 5 * (1 + (orderId % 1_000));
    const clientOrderId = name === '' ? '' : `${name}${orderId}`;
    sink.accepted(
      orderId,
      1,
      1,
      Side.Buy,
      OrderType.Limit,
      TimeInForce.GoodTillCanceled,
      price,
      100,
      clientOrderId,
    );
    sink.rested(orderId, 1, Side.Buy, price, 100);
  };
}

function restAndCancel(sink: Sink, orderId: number): void {
  rest('')(sink, orderId);
  sink.canceled(orderId, 1, 1, Side.Buy, 5 * (1 + (orderId % 1_000)), 100, 1, true);
}

async function heldBytes(): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
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
