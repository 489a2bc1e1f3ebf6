import { parseArgs } from 'node:util';
import { toBinary } from '@bufbuild/protobuf';
import { PlaceOrderResponseSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import type { PlaceOrder } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { CommandLog } from '../../src/exchange/command-log.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { execute } from '../../src/exchange/execute.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { fromPlaced } from '../../src/gateway/rpc/convert-responses.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';

/*
 * Measures one order that trades with very many others: the cost of each fill in the core and in the views of a gateway, by part.
 * The journal and the writers are not included.
 */

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    levels: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    unnamed: { type: 'boolean', default: false },
  },
});
const ORDERS = Number(values.orders);
const LEVELS = Number(values.levels);
const ROUNDS = Number(values.rounds);
const ORDERS_PER_PARTY = 10_000;
const LIMITS = { maxOpenOrdersPerParty: ORDERS_PER_PARTY };
const RETAINED = 200_000;

const encoder = new BatchEncoder();
const state = new ExchangeState(encoder);
const feeds = new Feeds({ epoch: 1, retained: RETAINED, heartbeatMs: 1_000 });
const log = new CommandLog(encoder, { lastSequence: 0, lastTimeNs: BigInt(Date.now()) * 1_000_000n });

function order(
  partyNumber: number,
  side: Side,
  price: number,
  quantity: number,
  clientOrderId = '',
): PlaceOrder {
  const kind = { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled };
  return {
    kind: 'place',
    terms: { partyNumber, instrumentId: 1, side, ...kind, price, quantity, clientOrderId },
  };
}

/** The parts of one command, with their processor time on this thread. */
const costs = new Map<string, number[]>();
async function timed<T>(part: string, run: () => T): Promise<Awaited<T>> {
  const start = process.threadCpuUsage();
  const result = await run();
  const { user, system } = process.threadCpuUsage(start);
  const took = costs.get(part) ?? [];
  took.push((user + system) / 1_000);
  costs.set(part, took);
  return result;
}

function commit(): void {
  decodeBatch(log.take().batch, feeds.fold);
  feeds.publish();
}

function list(): void {
  const scales = { priceScale: 2, quantityScale: 0, tickSize: 1, minPrice: 1, lotSize: 1 };
  const bounds = { maxPrice: 2 ** 31 - 1, maxQuantity: 4_000_000 };
  const instrument = { instrumentId: 1, symbol: 'SWEEP', description: '', ...scales, ...bounds };
  execute({ kind: 'createInstrument', partyNumber: 0, instrument }, state, LIMITS, log);
  for (let party = 0; party <= ORDERS / ORDERS_PER_PARTY + 1; party += 1) {
    const profile = { partyId: `p${party}`, partyName: '', isAdmin: false };
    execute({ kind: 'createParty', partyNumber: 0, ...profile }, state, LIMITS, log);
  }
}

function fill(round: number): void {
  for (let i = 0; i < ORDERS; i += 1) {
    const name = values.unnamed ? '' : `round-${round}-order-${i}`;
    execute(
      order(1 + Math.floor(i / ORDERS_PER_PARTY), Side.Sell, 1_000 + (i % LEVELS), 1, name),
      state,
      LIMITS,
      log,
    );
    if (encoder.eventCount >= 4_000) commit();
  }
  if (encoder.eventCount > 0) commit();
}

async function sweep(): Promise<void> {
  const taker = order(2 + Math.floor(ORDERS / ORDERS_PER_PARTY), Side.Buy, 2_000_000, ORDERS);
  const reply = await timed('match and encode', () => execute(taker, state, LIMITS, log));
  if (reply.kind !== 'placed' || reply.fillCount !== ORDERS) throw new Error('not everything was traded');
  const batch = await timed('copy for the views', () => log.take().batch.slice());
  await timed('views', () => foldInTurns(batch, feeds));
  await timed('answer', () => toBinary(PlaceOrderResponseSchema, fromPlaced(reply, 1n)));
}

list();
for (let round = 0; round < ROUNDS; round += 1) {
  fill(round);
  await sweep();
}
console.log(`a sweep of ${ORDERS} orders at ${LEVELS} prices, median of ${ROUNDS}`);
let total = 0;
for (const [part, took] of costs) {
  const median = took.sort((a, b) => a - b)[took.length >> 1] ?? 0;
  total += median;
  console.log(
    `${part.padEnd(20)} ${median.toFixed(1).padStart(8)} ms  ${((median / ORDERS) * 1e6).toFixed(0).padStart(6)} ns a fill`,
  );
}
console.log(
  `${'in all'.padEnd(20)} ${total.toFixed(1).padStart(8)} ms  ${((total / ORDERS) * 1e6).toFixed(0).padStart(6)} ns a fill`,
);
