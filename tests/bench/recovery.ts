/**
 * Measures the recovery at a start: `npm run bench:recovery -- [EVENTS] [COMMANDS PER BATCH]`. Writes a journal of random orders,
 * then recovers from it three times in each way: the books of the core, the views of a gateway, and both on one thread.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { CommandLog } from '../../src/exchange/command-log.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { execute } from '../../src/exchange/execute.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { CommittedBatches } from '../../src/follower/committed-batches.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { recover, restoreViews } from '../../src/recovery/recover.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';

const EVENTS = Number(process.argv[2] ?? 2_000_000);
const COMMANDS_PER_BATCH = Number(process.argv[3] ?? 256);
const ROUNDS = 3;
const PARTIES = 20;
const TIME_NS = 1_700_000_000_000_000_000n;
const LIMITS = { maxOpenOrdersPerParty: 1_000_000 };

const directory = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
try {
  const journal = await openSqliteJournal(directory);
  await fill(journal);
  const events = journal.lastSequence;
  console.log(`${events} events, ${COMMANDS_PER_BATCH} commands a batch`);
  await report('books only', events, () => recoverOnce(journal, false));
  await report('views only', events, () => followOnce(journal));
  await report('books and views', events, () => recoverOnce(journal, true));
  const started = performance.now();
  takeSnapshot(directory);
  console.log(`snapshot taken in ${Math.round(performance.now() - started)} ms`);
  const fromSnapshot = performance.now();
  const open = recoverOnce(journal, true).engine.openOrders;
  console.log(`start from it in ${Math.round(performance.now() - fromSnapshot)} ms with ${open} open orders`);
  await journal.close();
} finally {
  rmSync(directory, { recursive: true });
}

function createFeeds({ epoch }: Journal): Feeds {
  return new Feeds({ epoch, retained: 200_000, heartbeatMs: 1_000 });
}

function recoverOnce(journal: Journal, withViews: boolean): ExchangeState {
  const createViews = () => (withViews ? createFeeds(journal) : undefined);
  return recover({ ...from(journal), output: new BatchEncoder(), createViews }).state;
}

/** As a gateway starts. */
async function followOnce(journal: Journal): Promise<undefined> {
  const views = restoreViews({ ...from(journal), createViews: () => createFeeds(journal) });
  const batches = new CommittedBatches(directory);
  batches.startAfter(views);
  for (let batch = batches.next(); batch !== undefined; batch = batches.next()) {
    await foldInTurns(batch.bytes, { fold: views.fold, publish() {} });
  }
  views.publish();
  batches.close();
}

function from(journal: Journal) {
  return { directory, journal, from: 'older snapshot', onDamagedSnapshot() {} } as const;
}

async function report(
  what: string,
  events: number,
  run: () => ExchangeState | undefined | Promise<undefined>,
): Promise<void> {
  const rates: number[] = [];
  let hash: string | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const state = await run();
    rates.push(events / (performance.now() - started) / 1_000);
    if (state !== undefined) hash = stateHash(state.engine);
  }
  const median = rates.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  console.log(
    `${what.padEnd(16)} ${median.toFixed(2)} M events/s${hash === undefined ? '' : `   state ${hash.slice(0, 12)}`}`,
  );
}

async function fill(journal: Journal): Promise<void> {
  const encoder = new BatchEncoder();
  const state = new ExchangeState(encoder);
  const random = xoroshiro128plus(7);
  const upTo = (max: number) => uniformInt(random, 1, max);
  const log = new CommandLog(encoder, { lastSequence: journal.lastSequence, lastTimeNs: TIME_NS });
  const instrument = {
    instrumentId: 1,
    symbol: 'BENCH',
    description: '',
    priceScale: 2,
    quantityScale: 0,
    tickSize: 1,
    minPrice: 1,
    lotSize: 1,
    maxPrice: 1_000_000,
    maxQuantity: 1_000_000,
  };
  execute({ kind: 'createInstrument', partyNumber: 0, instrument }, state, LIMITS, log);
  for (let party = 1; party <= PARTIES; party += 1) {
    const profile = { partyId: `p${party}`, partyName: '', isAdmin: false };
    execute({ kind: 'createParty', partyNumber: 0, ...profile }, state, LIMITS, log);
  }
  while (log.lastSequence < EVENTS) {
    for (let i = 0; i < COMMANDS_PER_BATCH; i += 1) {
      const partyNumber = upTo(PARTIES);
      const side = upTo(2) === 1 ? Side.Buy : Side.Sell;
      const price = 10_000 + (side === Side.Buy ? -1 : 1) * (upTo(50) - 8);
      if (upTo(10) <= 6) {
        const terms: OrderTerms = {
          partyNumber,
          instrumentId: 1,
          side,
          orderType: OrderType.Limit,
          timeInForce: TimeInForce.GoodTillCanceled,
          price,
          quantity: upTo(100),
          clientOrderId: '',
        };
        execute({ kind: 'place', terms }, state, LIMITS, log);
      } else {
        const orderId = Math.max(1, state.engine.lastOrderId - upTo(2_000));
        const owner = state.engine.ownerOf(orderId);
        if (owner === 0) continue;
        execute({ kind: 'cancel', partyNumber: owner, order: { orderId } }, state, LIMITS, log);
      }
    }
    if (encoder.eventCount === 0) continue;
    const { batch, firstSequence, lastSequence } = log.take();
    await journal.append(batch, firstSequence, lastSequence);
  }
}
