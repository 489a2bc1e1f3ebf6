import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExecutionReportSchema } from '../../gen/redleaf/v1/execution_pb.ts';
import { TradeSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import type { TradeRecord } from '../../src/domain/trade.ts';
import type { ExecutionRecord } from '../../src/feeds/execution.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import type { LogMessage } from '../../src/feeds/log-message.ts';
import type { OlderEntries } from '../../src/feeds/older-entries.ts';
import { CatchUp } from '../../src/follower/catch-up.ts';
import { fromExecution, fromTrade } from '../../src/gateway/rpc/convert-responses.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { Threads } from '../../src/threads/threads.ts';
import { TestMarket } from '../writers/test-market.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const QUIET = { info() {}, warn() {}, error() {} };

let folder: string;
let live: Feeds;
let catchUp: CatchUp;
let last: number;

/** Snapshots of two moments, so that readers begin with the first event, with the older one, or with the newer one. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-catch-up-'));
  const market = await TestMarket.open(folder, 11);
  for (let round = 0; round < 3; round += 1) {
    await market.trade(700);
    if (round < 2) takeSnapshot(folder);
  }
  last = market.lastSequence;
  await market.close();
  live = new Feeds({ epoch: 1, retained: 100_000, heartbeatMs: 0 });
  const journal = openSqliteJournalReader(folder);
  const { epoch, beginning } = journal;
  for (const { bytes } of journal.read(0)) decodeBatch(bytes, live.fold);
  journal.close();
  live.publish();
  catchUp = new CatchUp(folder, { epoch, beginning }, new Threads(QUIET));
});
afterAll(async () => {
  await catchUp.close();
  rmSync(folder, { recursive: true });
});

/** Reads every page from one event to another, and checks the position of each page. */
async function readAll<T extends { readonly sequence: number }>(
  older: OlderEntries<T>,
  topic: number,
  after: number,
  upTo: number,
): Promise<T[]> {
  const reader = older.open(topic);
  const all: T[] = [];
  for (let position = after; position < upTo; ) {
    const { sequence, entries }: LogMessage<T> = await reader.read(position, upTo);
    expect(sequence).toBeGreaterThanOrEqual(position);
    for (const entry of entries) expect(entry.sequence).toBeGreaterThan(position);
    expect(entries.at(-1)?.sequence ?? 0).toBeLessThanOrEqual(sequence);
    all.push(...entries);
    position = sequence;
  }
  reader.close();
  return all;
}

const reportBytes = (reports: Iterable<ExecutionRecord>) =>
  Array.from(reports, (report) => toBinary(ExecutionReportSchema, fromExecution(report, live.directory)));
const tradeBytes = (trades: Iterable<TradeRecord>) =>
  Array.from(trades, (trade) => toBinary(TradeSchema, fromTrade(trade)));

const range = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => {
  const after = a % last;
  return { after, upTo: after + 1 + (b % (last - after)) };
});

it('reports what the stream would have sent, byte for byte, from any event to any other', async () => {
  await fc.assert(
    fc.asyncProperty(range, fc.integer({ min: 1, max: 4 }), async ({ after, upTo }, partyNumber) => {
      const sent = [...live.executions.kept(0)].filter(
        ({ sequence, terms }) => terms.partyNumber === partyNumber && sequence > after && sequence <= upTo,
      );
      const read = await readAll(catchUp.executions, partyNumber, after, upTo);
      expect(reportBytes(read)).toEqual(reportBytes(sent));
    }),
    { numRuns: 30 * CAMPAIGN },
  );
});

it('tells the trades that the stream would have sent, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(range, fc.constantFrom(0, 1, 20), async ({ after, upTo }, instrumentId) => {
      const sent = [...live.trades.kept(0)].filter(
        (trade) =>
          (instrumentId === 0 || trade.instrumentId === instrumentId) &&
          trade.sequence > after &&
          trade.sequence <= upTo,
      );
      const read = await readAll(catchUp.trades, instrumentId, after, upTo);
      expect(tradeBytes(read)).toEqual(tradeBytes(sent));
    }),
    { numRuns: 30 * CAMPAIGN },
  );
});
