import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Sequencer } from '../../src/exchange/sequencer.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { CommittedBatches } from '../../src/follower/committed-batches.ts';
import { CoreFollower, type FollowingViews } from '../../src/follower/core-follower.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { CommandServer } from '../../src/link/command-server.ts';
import { CoreGauges } from '../../src/link/core-gauges.ts';
import { ExchangeClient } from '../../src/link/exchange-client.ts';
import { coreMemory, linkMemory } from '../../src/link/link-memory.ts';
import { SteppingClock } from '../exchange/stepping-clock.ts';
import { cancelAll, INSTRUMENT, limit } from '../exchange/test-exchange.ts';

/** A few small batches fit. A batch of a dozen orders does not. */
const SMALL_BYTES = 4 * 1_024;
const MANY = 100_000;

/** A core on a real journal, with little memory to share. */
async function start() {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-follower-'));
  const journal = await openSqliteJournal(directory);
  const encoder = new BatchEncoder();
  const memory = coreMemory(SMALL_BYTES);
  new CoreGauges(memory.gauges).epoch = journal.epoch;
  const exchange = new Sequencer({
    journal,
    encoder,
    clock: new SteppingClock(),
    state: new ExchangeState(encoder),
    recover: () => new ExchangeState(encoder),
    limits: { maxOpenOrdersPerParty: MANY, maxCommandsInFlight: MANY, partySharePercent: 100 },
    logger: { info() {}, warn() {}, error() {} },
    onCommitted(batch, firstSequence, lastSequence) {
      server.publish(batch, firstSequence, lastSequence);
      return undefined;
    },
    onFatal: (error) => {
      throw error;
    },
  });
  const server = new CommandServer(exchange, memory);
  void server.serve();
  onTestFinished(async () => {
    server.stop();
    await exchange.stop();
    await journal.close();
    rmSync(directory, { recursive: true });
  });
  await exchange.submitAll([
    { kind: 'createInstrument', partyNumber: 0, instrument: INSTRUMENT },
    { kind: 'createParty', partyNumber: 0, partyId: 'alice', partyName: '', isAdmin: false },
    { kind: 'createParty', partyNumber: 0, partyId: 'bob', partyName: '', isAdmin: false },
  ]);
  let lastId = 0;
  /** A thread beside the core. */
  const attach = () => {
    const link = linkMemory(memory);
    server.attach(++lastId, link);
    const client = new ExchangeClient(link);
    const batches = new CommittedBatches(directory, link);
    const logger = { fatal: vi.fn() };
    const end = vi.fn();
    const follower = new CoreFollower({ batches, memory: link, exchange: client, logger, end });
    onTestFinished(() => {
      follower.stop();
      batches.close();
    });
    return { client, follower, logger, end };
  };
  const emptyViews = () => new Feeds({ epoch: journal.epoch, retained: 1_000, heartbeatMs: 1_000 });
  return { exchange, attach, emptyViews, directory, memory };
}

it('a thread that begins late has everything, and its callers see what they were answered', async () => {
  const { exchange, attach, emptyViews } = await start();
  await exchange.submitAll(Array.from({ length: 50 }, () => limit('buy', 90, 10)));
  const { client, follower } = attach();
  const feeds = emptyViews();
  await follower.follow(feeds);
  for (let count = 1; count <= 20; count += 1) {
    const reply = await client.submit(limit('buy', 85, 10));
    expect(feeds.sequence).toBe('sequence' in reply ? reply.sequence : undefined);
    expect(feeds.orders.openCount).toBe(50 + count);
  }
});

it('batches that are too large for the memory, or were overwritten, come from the journal', async () => {
  const { exchange, attach, emptyViews } = await start();
  const { client, follower, end } = attach();
  const feeds = emptyViews();
  await follower.follow(feeds);
  await client.submit(limit('buy', 90, 10));
  // While this thread folds a large batch in turns, more small ones are committed than fit into the memory.
  await exchange.submitAll(Array.from({ length: 60_000 }, () => limit('buy', 85, 10)));
  for (let count = 0; count < 200; count += 1) await exchange.submitAll([limit('buy', 80, 10)]);
  const reply = await client.submit(limit('sell', 100, 10));
  expect(feeds.sequence).toBe('sequence' in reply ? reply.sequence : undefined);
  expect(feeds.orders.openCount).toBe(60_202);
  expect(end).not.toHaveBeenCalled();
});

it('a reader is behind until it has what was answered to anyone', async () => {
  const { attach, emptyViews } = await start();
  const [one, other] = [attach(), attach()];
  const [own, others] = [emptyViews(), emptyViews()];
  await one.follower.follow(own);
  await other.follower.follow(others);
  await one.client.submit(limit('buy', 90, 10));
  for (let count = 2; count <= 40; count += 1) {
    await one.client.submit(limit('buy', 90, 10));
    await other.follower.caughtUp();
    expect(others.orders.openCount).toBe(count);
  }
  // A frame of more events than are folded in one turn.
  await one.client.submitAll(Array.from({ length: 5_000 }, () => limit('buy', 90, 10)));
  await one.client.submit(cancelAll(1));
  await other.follower.caughtUp();
  expect(others.orders.openCount).toBe(0);
  expect(other.follower.caughtUp()).toBeUndefined();
});

it('a thread whose views fail says why, and ends', async () => {
  const { attach, emptyViews } = await start();
  const { client, follower, logger, end } = attach();
  const feeds = emptyViews();
  const error = new Error('out of order');
  let fails = false;
  const views: FollowingViews = {
    epoch: feeds.epoch,
    get sequence() {
      return feeds.sequence;
    },
    get timeNs() {
      return feeds.timeNs;
    },
    fold: {
      ...feeds.fold,
      orderAccepted() {
        if (fails) throw error;
      },
    },
    publish: () => feeds.publish(),
  };
  await follower.follow(views);
  await client.submit(limit('buy', 90, 10));
  fails = true;
  void client.submit(limit('buy', 90, 10));
  await expect.poll(() => end.mock.calls.length).toBeGreaterThan(0);
  expect(logger.fatal).toHaveBeenCalledWith({ err: error }, 'committed events could not be read or shown');
});
