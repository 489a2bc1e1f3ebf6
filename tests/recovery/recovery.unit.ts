import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { FrameConsumer } from '../../src/events/frame.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Sequencer } from '../../src/exchange/sequencer.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { SystemClock } from '../../src/exchange/system-clock.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import type { ViewedOrder } from '../../src/feeds/orders.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import {
  listDamagedSnapshots,
  listSnapshots,
  putAside,
  readSnapshot,
  writeSnapshot,
} from '../../src/journal/snapshot-file.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { recover } from '../../src/recovery/recover.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const LIMITS = {
  maxOpenOrdersPerParty: 10_000,
  maxCommandsInFlight: 100_000,
  partySharePercent: 100,
};
const FEEDS = { epoch: 1, retained: 1_000, heartbeatMs: 50 };

function recoverFrom(
  from: 'older snapshot' | 'newer snapshot',
  directory: string,
  journal: Journal,
  output: FrameConsumer = new BatchEncoder(),
) {
  const damaged: string[] = [];
  const { state, views } = recover({
    directory,
    journal,
    output,
    createViews: () => new Feeds(FEEDS),
    from,
    onDamagedSnapshot: ({ place }) => damaged.push(place.file ?? ''),
  });
  return { state, feeds: views, damaged };
}

/** Starts on a folder as the exchange does: recovers, and goes on. */
async function start(directory: string) {
  const journal = await openSqliteJournal(directory);
  const encoder = new BatchEncoder();
  const { state, feeds } = recoverFrom('older snapshot', directory, journal, encoder);
  const exchange = new Sequencer({
    journal,
    encoder,
    clock: new SystemClock(journal.lastTimeNs),
    state,
    recover: () => new ExchangeState(encoder),
    limits: LIMITS,
    logger: { info() {}, warn() {}, error() {} },
    onCommitted: (batch) => foldInTurns(batch, feeds),
    onFatal: (error) => {
      throw error;
    },
  });
  return { exchange, journal, feeds };
}

function place(side: Side, price: number, clientOrderId = '') {
  return {
    kind: 'place' as const,
    terms: {
      partyNumber: 1,
      instrumentId: 1,
      side,
      orderType: OrderType.Limit,
      timeInForce: TimeInForce.GoodTillCanceled,
      price,
      quantity: 20,
      clientOrderId,
    },
  };
}

/** A folder with orders that rest, trade, are amended and canceled, over three runs with a snapshot after each. */
async function makeHistory(directory: string): Promise<string> {
  let hash = '';
  for (let run = 0; run < 3; run += 1) {
    const { exchange, journal } = await start(directory);
    await exchange.submitAll([
      { kind: 'createInstrument', partyNumber: 0, instrument: INSTRUMENT },
      { kind: 'createParty', partyNumber: 0, partyId: 'alice', partyName: '', isAdmin: false },
    ]);
    for (let i = 0; i < 200; i += 1) {
      const side = i % 3 === 0 ? Side.Sell : Side.Buy;
      const reply = await exchange.submit(place(side, 100 + 5 * ((i * 7) % 11), `${run}-${i}`));
      if (reply.kind !== 'placed' || i % 5 !== 0) continue;
      const order = { orderId: reply.orderId };
      await exchange.submit({ kind: 'amend', partyNumber: 1, order, price: undefined, quantity: 10 });
      if (i % 10 === 0) await exchange.submit({ kind: 'cancel', partyNumber: 1, order });
    }
    hash = exchange.stateHash();
    await exchange.stop();
    await journal.close();
    takeSnapshot(directory);
  }
  return hash;
}

const original = mkdtempSync(join(tmpdir(), 'redleaf-recovery-'));
let hash = '';
beforeAll(async () => {
  hash = await makeHistory(original);
});
afterAll(() => rmSync(original, { recursive: true }));

/** A copy that the test may damage. */
function folderWithHistory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-recovery-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  cpSync(original, directory, { recursive: true });
  return directory;
}

/** Priorities are numbered anew at every start; what they order is the same. */
const contentOf = (orders: Iterable<ViewedOrder>) =>
  Array.from(orders, (order) => ({ ...order, priority: 0 }));

describe('recovery', () => {
  it('comes to the same state from either snapshot and from the first event, views included', async () => {
    const directory = folderWithHistory();
    expect(listSnapshots(directory)).toHaveLength(2);
    const journal = await openSqliteJournal(directory);
    onTestFinished(() => journal.close());
    const views = (['older snapshot', 'newer snapshot'] as const).map((from) => {
      const { state, feeds } = recoverFrom(from, directory, journal);
      expect(stateHash(state.engine)).toBe(hash);
      return feeds;
    });
    for (const { path } of listSnapshots(directory)) rmSync(path);
    const { feeds: whole } = recoverFrom('older snapshot', directory, journal);
    for (const feeds of views) {
      expect(contentOf(feeds.orders.open())).toEqual(contentOf(whole.orders.open()));
      expect(contentOf(feeds.orders.closed())).toEqual(contentOf(whole.orders.closed()));
      expect(feeds.book(1)?.snapshot()).toEqual(whole.book(1)?.snapshot());
      expect(feeds.sequence).toBe(whole.sequence);
    }
  });

  it('knows after a restart which client order ids are taken, and goes on with ids and sequence', async () => {
    const directory = folderWithHistory();
    const { exchange, journal, feeds } = await start(directory);
    onTestFinished(() => journal.close());
    const last = feeds.sequence;
    expect(await exchange.submit(place(Side.Buy, 5, '0-0'))).toMatchObject({
      reason: 'DUPLICATE_CLIENT_ORDER_ID',
    });
    // As it was first sent; it was amended and canceled since.
    expect(await exchange.submit(place(Side.Sell, 100, '0-0'))).toMatchObject({
      ...{ kind: 'placed', isRepeat: true, orderId: 1, sequence: last },
    });
    expect(await exchange.submit(place(Side.Buy, 5))).toMatchObject({ orderId: 601, sequence: last + 2 });
  });

  it('lets streams resume from one snapshot interval back', async () => {
    const directory = folderWithHistory();
    const [older] = listSnapshots(directory);
    const { journal, feeds } = await start(directory);
    onTestFinished(() => journal.close());
    expect(() => feeds.executions.subscribe(1, older?.sequence)).not.toThrow();
    expect(() => feeds.executions.subscribe(1, 3)).toThrow('are no longer kept');
  });

  it('lets streams resume from before the only snapshot', async () => {
    const directory = folderWithHistory();
    const [older] = listSnapshots(directory);
    rmSync(older?.path ?? '');
    const { journal, feeds } = await start(directory);
    onTestFinished(() => journal.close());
    expect(() => feeds.trades.subscribe(1, older?.sequence)).not.toThrow();
  });

  it('does not let the sequence of an empty book go back', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'redleaf-recovery-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const { exchange, journal, feeds } = await start(directory);
    await exchange.submitAll([
      { kind: 'createInstrument', partyNumber: 0, instrument: INSTRUMENT },
      { kind: 'createParty', partyNumber: 0, partyId: 'alice', partyName: '', isAdmin: false },
      place(Side.Buy, 100),
      { kind: 'cancel', partyNumber: 1, order: { orderId: 1 } },
    ]);
    await exchange.stop();
    const before = feeds.book(1)?.snapshot();
    takeSnapshot(directory);
    const { feeds: restored } = recoverFrom('newer snapshot', directory, journal);
    await journal.close();
    expect(restored.book(1)?.snapshot()).toEqual(before);
  });

  it('refuses a journal that is shorter than a snapshot', async () => {
    const directory = folderWithHistory();
    const elsewhere = mkdtempSync(join(tmpdir(), 'redleaf-recovery-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    const journal = await openSqliteJournal(elsewhere);
    onTestFinished(() => journal.close());
    expect(() => recoverFrom('newer snapshot', directory, journal)).toThrow('the journal ends at event 0');
  });
});

describe('a damaged snapshot', () => {
  /** Flips one bit. */
  function damage(path = ''): string {
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(path, bytes);
    return path;
  }

  it.each([
    ['older snapshot', [0]],
    ['older snapshot', [0, 1]],
    ['newer snapshot', [1]],
    ['newer snapshot', [0, 1]],
  ] as const)('is put aside, and recovery from the %s goes on without it (%j)', async (from, which) => {
    const directory = folderWithHistory();
    const snapshots = listSnapshots(directory);
    const paths = which.map((index) => damage(snapshots[index]?.path));
    const journal = await openSqliteJournal(directory);
    onTestFinished(() => journal.close());
    const { state, feeds, damaged } = recoverFrom(from, directory, journal);
    expect(stateHash(state.engine)).toBe(hash);
    expect(feeds.orders.openCount).toBe(state.engine.openOrders);
    expect(damaged.toSorted()).toEqual(paths);
    expect(listDamagedSnapshots(directory)).toEqual(paths.map((path) => `${path}.damaged`));
    expect(listSnapshots(directory)).toHaveLength(2 - paths.length);
  });

  it.each([[[1]], [[0, 1]]])('does not keep a new one from being taken (%j)', (which) => {
    const directory = folderWithHistory();
    const snapshots = listSnapshots(directory);
    for (const index of which) damage(snapshots[index]?.path);
    const damaged: string[] = [];
    const sequence = takeSnapshot(directory, ({ place }) => damaged.push(place.file ?? ''));
    expect(damaged).toHaveLength(which.length);
    expect(listSnapshots(directory).at(-1)?.sequence).toBe(sequence);
    expect(verifyDataFolder(directory, () => {}).stateHash).toBe(hash);
  });

  it('does not fill the disk with its like', () => {
    const directory = folderWithHistory();
    for (let sequence = 1; sequence < 5; sequence += 1) {
      const path = join(directory, 'snapshots', `${String(sequence).padStart(16, '0')}.snapshot`);
      writeFileSync(path, '');
      expect(putAside(directory, { sequence, path })).toBe(true);
      // As by another thread that found it too.
      expect(putAside(directory, { sequence, path })).toBe(false);
    }
    expect(listDamagedSnapshots(directory)).toHaveLength(2);
  });

  it.each([0, 1])('is named by verify, which changes nothing (%i)', (which) => {
    const directory = folderWithHistory();
    const path = damage(listSnapshots(directory)[which]?.path);
    expect(() => verifyDataFolder(directory, () => {})).toThrow(
      expect.objectContaining({ name: 'DamagedError', place: expect.objectContaining({ file: path }) }),
    );
    expect(listSnapshots(directory)[which]?.path).toBe(path);
  });

  it('of any damage leads to the same state or is put aside', async () => {
    const directory = folderWithHistory();
    const journal = await openSqliteJournal(directory);
    onTestFinished(() => journal.close());
    const { path = '' } = listSnapshots(directory).at(-1) ?? {};
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, cut) => {
        const index = place % whole.length;
        const bytes = Buffer.from(cut ? whole.subarray(0, index) : whole);
        if (!cut) bytes.writeUInt8(bytes.readUInt8(index) ^ change, index);
        writeFileSync(path, bytes);
        const { state, damaged } = recoverFrom('newer snapshot', directory, journal);
        expect(stateHash(state.engine)).toBe(hash);
        expect(damaged).toEqual([path]);
      }),
      { numRuns: 40 * CAMPAIGN },
    );
  });
});

describe('verify', () => {
  it('replays everything and counts it', async () => {
    const directory = folderWithHistory();
    const progress: number[] = [];
    const verified = verifyDataFolder(directory, (sequence) => progress.push(sequence));
    expect(verified).toMatchObject({
      stateHash: hash,
      orders: 600,
      instruments: 1,
      parties: 1,
      snapshots: 2,
    });
    expect(verified.trades).toBeGreaterThan(100);
    expect(progress.at(-1)).toBe(verified.lastSequence);
    expect(progress).toHaveLength(verified.batches);
  });

  it('does not mind that the exchange beside it removes a snapshot', () => {
    const directory = folderWithHistory();
    const snapshots = join(directory, 'snapshots');
    const verified = verifyDataFolder(directory, () => rmSync(snapshots, { recursive: true, force: true }));
    expect(verified).toMatchObject({ stateHash: hash, snapshots: 0 });
  });

  it('refuses a snapshot whose orders are not those of its hash', () => {
    const directory = folderWithHistory();
    const path = listSnapshots(directory).at(-1)?.path ?? '';
    const { header, chunks } = readSnapshot(path);
    const [first, ...rest] = [...chunks];
    if (first === undefined) throw new Error('the snapshot is empty');
    writeSnapshot(directory, header, [first, ...rest.map((chunk) => ({ ...chunk, orders: [] }))]);
    expect(() => verifyDataFolder(directory, () => {})).toThrow(
      expect.objectContaining({ name: 'DamagedError', place: expect.objectContaining({ file: path }) }),
    );
  });

  it('does not compare hashes of another version', () => {
    const directory = folderWithHistory();
    const { header, chunks } = readSnapshot(listSnapshots(directory).at(-1)?.path ?? '');
    const hashed = { hashVersion: header.hashVersion + 1, stateHash: new Uint8Array(32) };
    writeSnapshot(directory, { ...header, ...hashed }, chunks);
    expect(verifyDataFolder(directory, () => {})).toMatchObject({ stateHash: hash, snapshots: 2 });
    writeSnapshot(directory, { ...header, stateHash: new Uint8Array(32) }, chunks);
    expect(() => verifyDataFolder(directory, () => {})).toThrow('does not have the hash');
  });

  it('refuses a snapshot that lacks a name that is taken', () => {
    const directory = folderWithHistory();
    const path = listSnapshots(directory).at(-1)?.path ?? '';
    const { header, chunks } = readSnapshot(path);
    const damaged = Array.from(chunks, (chunk) => ({ ...chunk, namedOrders: chunk.namedOrders.slice(1) }));
    writeSnapshot(directory, header, damaged);
    expect(() => verifyDataFolder(directory, () => {})).toThrow(
      expect.objectContaining({ name: 'DamagedError', place: expect.objectContaining({ file: path }) }),
    );
  });

  it('refuses a snapshot that is ahead of the journal', () => {
    const directory = folderWithHistory();
    const newest = listSnapshots(directory).at(-1);
    const { header, chunks } = readSnapshot(newest?.path ?? '');
    const ahead = writeSnapshot(directory, { ...header, sequence: header.sequence + 1n }, chunks);
    expect(() => verifyDataFolder(directory, () => {})).toThrow(
      expect.objectContaining({ name: 'DamagedError', place: expect.objectContaining({ file: ahead }) }),
    );
  });
});
