/**
 * Measures a long history: `npm run bench:history -- [TRADES]`, ten million by default. Writes it with the store's own code. Reads
 * pages of a hundred when one percent is written and when everything is written, through the same code as calls but without the
 * network.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'hdr-histogram-js';
import { HistoryReader } from '../../src/history/history-reader.ts';
import { HistoryStore } from '../../src/history/history-store.ts';
import { Threads } from '../../src/threads/threads.ts';
import { DEPARTED, HistoryEvents, INSTRUMENTS, PARTIES } from './history-events.ts';

const TRADES = Number(process.argv[2] ?? 10_000_000);
const FIRST_TRADES = TRADES / 100;
/** The same as in the writer's thread while it catches up. */
const GROUP_EVENTS = 20_000;
const READS = 1_000;

const PAGE = {
  instrumentId: 0,
  fromTimeNs: undefined,
  toTimeNs: undefined,
  isNewestFirst: false,
  after: 0,
  limit: 100,
};
const NEWEST = { ...PAGE, isNewestFirst: true };
/** Parties with most orders, with few orders, and with orders only at the beginning. */
const BUSY_PARTY = { partyNumber: 1 };
const QUIET_PARTY = { partyNumber: PARTIES, limit: 10 };
const DEPARTED_PARTY = { partyNumber: DEPARTED };
const BUSY_INSTRUMENT = { instrumentId: 1 };
const QUIET_INSTRUMENT = { instrumentId: INSTRUMENTS };

const directory = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
const events = new HistoryEvents();
const reader = new HistoryReader(directory, 1, new Threads({ info() {}, warn() {}, error: console.error }));

const somewhere = (lastId = events.lastTradeId) => ({ ...PAGE, after: events.upTo(lastId) });
const sometime = () => ({ ...PAGE, fromTimeNs: events.someTimeNs() });
const PAGES = {
  'trades, the first page': () => reader.read('trades', PAGE),
  'trades, the last page': () => reader.read('trades', NEWEST),
  'trades, somewhere': () => reader.read('trades', somewhere()),
  'trades, from some time on': () => reader.read('trades', sometime()),
  'trades of a busy instrument, somewhere': () =>
    reader.read('trades', { ...somewhere(), ...BUSY_INSTRUMENT }),
  'trades of a quiet instrument, the last page': () =>
    reader.read('trades', { ...NEWEST, ...QUIET_INSTRUMENT }),
  'fills of a busy party, the first page': () => reader.read('fills', { ...PAGE, ...BUSY_PARTY }),
  'fills of a busy party, the last page': () => reader.read('fills', { ...NEWEST, ...BUSY_PARTY }),
  'fills of a busy party, somewhere': () =>
    reader.read('fills', { ...somewhere(2 * events.lastTradeId), ...BUSY_PARTY }),
  'fills of a busy party, from some time on': () => reader.read('fills', { ...sometime(), ...BUSY_PARTY }),
  'fills of a busy party in one instrument': () =>
    reader.read('fills', { ...NEWEST, ...BUSY_PARTY, ...BUSY_INSTRUMENT }),
  'fills of a quiet party, its last ten': () => reader.read('fills', { ...NEWEST, ...QUIET_PARTY }),
  'fills of a party that left long ago': () => reader.read('fills', { ...NEWEST, ...DEPARTED_PARTY }),
  'orders of a busy party, somewhere': () =>
    reader.read('orders', { ...somewhere(events.lastOrderId), ...BUSY_PARTY }),
  'orders of a busy party, from some time on': () => reader.read('orders', { ...sometime(), ...BUSY_PARTY }),
  'orders of a busy party in one instrument': () =>
    reader.read('orders', { ...NEWEST, ...BUSY_PARTY, ...BUSY_INSTRUMENT }),
  'orders of a party that left long ago': () => reader.read('orders', { ...NEWEST, ...DEPARTED_PARTY }),
};

try {
  write(FIRST_TRADES);
  const few = await measure();
  write(TRADES);
  const many = await measure();
  console.table(
    many.map(({ page, rows, p50, p99 }, index) => ({
      page,
      rows,
      [`p50 ms of ${FIRST_TRADES}`]: few[index]?.p50,
      [`p50 ms of ${TRADES}`]: p50,
      'p99 ms': p99,
      '×': Number((p50 / (few[index]?.p50 ?? Number.NaN)).toFixed(2)),
    })),
  );
} finally {
  await reader.close();
  rmSync(directory, { recursive: true });
}

/** Writes until the history has `trades` trades. */
function write(trades: number): void {
  const store = new HistoryStore(directory);
  const before = events.lastSequence;
  let ms = 0;
  while (events.lastTradeId < trades) {
    const group = events.group(GROUP_EVENTS);
    const startMs = performance.now();
    store.write(group);
    ms += performance.now() - startMs;
  }
  store.close();
  const written = events.lastSequence - before;
  const megabytes = statSync(join(directory, 'history.db')).size / 2 ** 20;
  console.log(
    `${events.lastTradeId} trades and ${events.lastOrderId} orders in ${megabytes.toFixed(0)} MiB: ` +
      `${written} events in ${(ms / 1_000).toFixed(1)} s, ${Math.round((written * 1_000) / ms)} a second`,
  );
}

async function measure() {
  const results: { page: string; rows: number; p50: number; p99: number }[] = [];
  for (const [page, read] of Object.entries(PAGES)) {
    const times = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
    let rows = 0;
    for (let i = 0; i < READS; i += 1) {
      const startMs = performance.now();
      ({
        rows: { length: rows },
      } = await read());
      times.recordValue(Math.max(1, Math.round((performance.now() - startMs) * 1_000)));
    }
    const ms = (percentile: number) => times.getValueAtPercentile(percentile) / 1_000;
    results.push({ page, rows, p50: ms(50), p99: ms(99) });
  }
  return results;
}
