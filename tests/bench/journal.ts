import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { build } from 'hdr-histogram-js';
import { BatchSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { CommandKind, type FrameConsumer } from '../../src/events/frame.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';

/**
 * Measures the journal: its codec against the generated one on the same bytes, the cost of durability, and reading everything
 * back.
 */
const EVENTS_PER_BATCH = 64;
const START_NS = 1_767_225_600_000_000_000n;
const CODEC_MS = 2_000;
const COMMIT_MS = 4_000;
const IN_FLIGHT = [1, 64, 256];

/** Passes on the frame of a typical order: four of ten rest, three trade, three are canceled. */
function handOver(
  consumer: Required<FrameConsumer>,
  firstSequence: number,
  timeNs: bigint,
  orderId: number,
): void {
  const side = orderId % 2 === 0 ? Side.Buy : Side.Sell;
  const price = 10_000 + (orderId % 512);
  const partyNumber = orderId % 1_000;
  const frame = { sequence: firstSequence, timeNs, kind: CommandKind.PlaceOrder, partyNumber, orderId };
  consumer.begin?.(frame);
  const terms: OrderTerms = {
    partyNumber,
    instrumentId: 1,
    side,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price,
    quantity: 100,
    clientOrderId: `client-${orderId}`,
  };
  consumer.orderAccepted?.({ orderId, terms });
  frame.sequence += 1;
  const kind = orderId % 10;
  if (kind < 4) consumer.orderRested?.({ orderId, instrumentId: 1, side, price, leavesQuantity: 100 });
  else if (kind < 7) {
    consumer.orderTraded?.({
      tradeId: orderId,
      instrumentId: 1,
      price,
      quantity: 40,
      aggressorSide: side,
      makerOrderId: orderId + 1,
      makerPartyNumber: 17,
      makerLeavesQuantity: 60,
      takerOrderId: orderId,
      takerPartyNumber: 18,
      takerLeavesQuantity: 0,
    });
  } else {
    consumer.orderCanceled?.({
      orderId,
      instrumentId: 1,
      partyNumber,
      side,
      price,
      canceledQuantity: 100,
      reason: CancelReason.ImmediateOrCancel,
      wasResting: false,
    });
  }
  consumer.end?.(frame);
}

function encodeBatches(encoder: BatchEncoder, count: number): Uint8Array<ArrayBuffer>[] {
  const batches: Uint8Array<ArrayBuffer>[] = [];
  let sequence = 1;
  for (let i = 0; i < count; i++) {
    for (let event = 0; event < EVENTS_PER_BATCH; event += 2) {
      handOver(encoder, sequence, START_NS + BigInt(sequence) * 1_000n, (sequence + 1) / 2);
      sequence += 2;
    }
    batches.push(encoder.take());
  }
  return batches;
}

/** A consumer that receives every event and does nothing. */
function allEvents(): FrameConsumer {
  const ignore = () => {};
  return {
    begin: ignore,
    orderAccepted: ignore,
    orderRested: ignore,
    orderTraded: ignore,
    orderCanceled: ignore,
    end: ignore,
  };
}

/** Units per second of an action after a warm-up. */
function rate(unitsPerCall: number, action: () => void): number {
  for (const warm = performance.now() + CODEC_MS / 2; performance.now() < warm; ) action();
  let calls = 0;
  const start = performance.now();
  while (performance.now() < start + CODEC_MS) {
    action();
    calls++;
  }
  return (calls * unitsPerCall * 1000) / (performance.now() - start);
}

function report(name: string, perSecond: number): void {
  const count = Math.round(perSecond).toLocaleString('en-US').padStart(12);
  console.log(`${name.padEnd(44)}${count} /s ${(1e9 / perSecond).toFixed(0).padStart(6)} ns`);
}

function measureCodec(): void {
  const encoder = new BatchEncoder();
  const batches = encodeBatches(encoder, 256);
  const events = batches.length * EVENTS_PER_BATCH;
  const messages = batches.map((batch) => fromBinary(BatchSchema, batch));
  const consumer = allEvents();
  report(
    'events encoded',
    rate(events, () => encodeBatches(encoder, 256)),
  );
  report(
    'events decoded',
    rate(events, () => {
      for (const batch of batches) decodeBatch(batch, consumer);
    }),
  );
  report(
    'events encoded, generated codec',
    rate(events, () => {
      for (const message of messages) toBinary(BatchSchema, message);
    }),
  );
  report(
    'events decoded, generated codec',
    rate(events, () => {
      for (const batch of batches) fromBinary(BatchSchema, batch);
    }),
  );
}

/** A row of the table of commits. */
interface Durability {
  readonly what: string;
  readonly 'per second': number;
  readonly 'p50 ms': number;
  readonly 'p99 ms': number;
  readonly 'p99.9 ms': number;
}

/** Repeats an action, and records the time of each run. A run commits `times` orders. */
async function measure(what: string, times: number, action: () => void | Promise<void>): Promise<Durability> {
  const latency = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  const start = performance.now();
  let now = start;
  let count = 0;
  while (now < start + COMMIT_MS) {
    const begun = now;
    await action();
    now = performance.now();
    latency.recordValue(Math.max(1, (now - begun) * 1_000));
    count += times;
  }
  const at = (percentile: number) => Number((latency.getValueAtPercentile(percentile) / 1_000).toFixed(2));
  return {
    what,
    'per second': Math.round((count * 1_000) / (now - start)),
    'p50 ms': at(50),
    'p99 ms': at(99),
    'p99.9 ms': at(99.9),
  };
}

/** Measures the disk alone, and commits with one and with many callers. Each caller waits for its order before the next one. */
async function measureCommits(directory: string): Promise<void> {
  const rows = [await measureDisk(directory)];
  const journal = await openSqliteJournal(directory);
  const encoder = new BatchEncoder();
  let orders = 0;
  for (const inFlight of IN_FLIGHT) {
    const what = inFlight === 1 ? 'each order its own commit' : `group commit, ${inFlight} orders in flight`;
    const row = await measure(what, inFlight, async () => {
      for (let i = 0; i < inFlight; i++) {
        orders += 1;
        const sequence = journal.lastSequence + encoder.eventCount + 1;
        handOver(encoder, sequence, BigInt(Date.now()) * 1_000_000n, orders);
      }
      const { firstSequence, lastSequence } = encoder;
      await journal.append(encoder.take(), firstSequence, lastSequence);
    });
    rows.push(row);
  }
  console.table(rows);
  await journal.close();
}

/** Appends a page to a file and syncs it. No durable commit of a single order can be faster. */
async function measureDisk(directory: string): Promise<Durability> {
  const file = openSync(join(directory, 'disk'), 'a');
  const page = Buffer.alloc(4_096, 1);
  const row = await measure('the disk alone: 4 KiB and fdatasync', 1, () => {
    writeSync(file, page);
    fdatasyncSync(file);
  });
  closeSync(file);
  return row;
}

async function measureReading(directory: string): Promise<void> {
  const journal = await openSqliteJournal(directory);
  const consumer = allEvents();
  const start = performance.now();
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, consumer);
  report('events read back and decoded', (journal.lastSequence * 1000) / (performance.now() - start));
  await journal.close();
}

const directory = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
try {
  measureCodec();
  await measureCommits(directory);
  await measureReading(directory);
} finally {
  rmSync(directory, { recursive: true });
}
