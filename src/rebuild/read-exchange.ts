import type { Db } from 'mongodb';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID } from '../domain/limits.ts';
import type { Order } from '../domain/order-progress.ts';
import { COUNTERS, collectionsOf } from '../mongo/schema.ts';
import type { Cursor } from '../writers/mongo/cursor.ts';
import type { Findings, FoundExchange } from './found.ts';
import { type FoundInstrument, readInstruments } from './read-instruments.ts';
import { FROM_SEED, OrderReader } from './read-orders.ts';
import { type FoundParties, readParties } from './read-parties.ts';
import { FoundTrades } from './read-trades.ts';
import { RememberedOrders } from './remembered-orders.ts';
import { countUnnumbered, highestNumber, tradesToImport } from './trades-to-import.ts';

/**
 * Reads everything that an exchange needs to continue.
 *
 * @param cursor of our writer; undefined in a database of the seed's.
 * @param onProgress is called with what is read next.
 */
export async function readExchange(
  db: Db,
  cursor: Cursor | undefined,
  findings: Findings,
  onProgress: (what: string) => void,
): Promise<FoundExchange> {
  onProgress('instruments and parties');
  const found = await readInstruments(db, findings);
  const parties = await readParties(db, findings);
  const trades = new FoundTrades(parties, findings);
  await trades.readImportedPositions(db);
  for (const { instrument } of found) {
    onProgress(`trades of instrument ${instrument.instrumentId}`);
    await trades.read(db, instrument.instrumentId, {
      after: cursor?.importedTradeId,
      needFills: await hasSeedOrders(db, instrument),
    });
  }

  const reader = new OrderReader({ db, parties, trades, findings });
  const openOrders: Order[] = [];
  const closedOrders: Order[] = [];
  let highestId = 0;
  for (const { instrument } of found) {
    onProgress(`open orders of instrument ${instrument.instrumentId}`);
    openOrders.push(...(await reader.readOpen(instrument)));
  }
  for (const { instrument } of found) {
    onProgress(`closed orders of instrument ${instrument.instrumentId}`);
    closedOrders.push(...(await reader.readClosed(instrument)));
    highestId = Math.max(highestId, await reader.highestId(instrument));
  }
  const instruments = found.map(({ instrument }) => instrument);
  const { remembered, forgotten } = byMemory(closedOrders);
  const unnumbered = await countUnnumbered(db, instruments);
  return {
    instruments: found.map((one) => withLister(one, parties)),
    parties: parties.parties,
    passwordHashes: parties.passwordHashes,
    openOrders,
    forgottenOrders: forgottenOrders(forgotten, instruments, reader),
    closedOrders: remembered,
    trades: tradesToImport({ db, instruments, parties, findings, unnumbered }),
    positions: trades.takePositions(),
    lastOrderId: await lastOrderId(db, cursor, highestId, findings),
    lastTradeId: Math.max(cursor?.tradeId ?? 0, unnumbered, await highestNumber(db, instruments)),
  };
}

/** Divides closed orders into those that an exchange remembers and the others, each the longest closed first. */
function byMemory(closed: readonly Order[]) {
  const memory = new RememberedOrders();
  const [remembered, forgotten]: [Order[], Order[]] = [[], []];
  const latestFirst = closed
    .toReversed()
    .sort((a, b) => Number(b.progress.transactTimeNs - a.progress.transactTimeNs));
  for (const order of latestFirst) {
    const about = { party: order.terms.partyNumber, clientOrderId: order.terms.clientOrderId };
    (memory.isRemembered(about) ? remembered : forgotten).push(order);
  }
  return { remembered: remembered.reverse(), forgotten: forgotten.reverse() };
}

async function* forgottenOrders(
  read: readonly Order[],
  instruments: readonly Instrument[],
  reader: OrderReader,
): AsyncIterable<Order> {
  for (const instrument of instruments) yield* reader.readForgotten(instrument);
  yield* read;
}

async function hasSeedOrders(db: Db, { instrumentId }: Instrument): Promise<boolean> {
  const { orders, liveOrders } = collectionsOf(instrumentId);
  for (const name of [orders, liveOrders]) {
    if ((await db.collection(name).findOne(FROM_SEED)) !== null) return true;
  }
  return false;
}

function withLister({ instrument, createdBy }: FoundInstrument, parties: FoundParties): Instrument {
  const partyNumber = parties.numberOf(createdBy ?? '');
  return partyNumber === undefined ? instrument : { ...instrument, createdBy: partyNumber };
}

/**
 * The highest order id that was assigned. New orders follow it.
 *
 * @throws Error when it is the highest possible: such an exchange could take no order.
 */
async function lastOrderId(
  db: Db,
  cursor: Cursor | undefined,
  highestId: number,
  findings: Findings,
): Promise<number> {
  const counter = await db.collection<{ _id: string; seq: unknown }>(COUNTERS).findOne({ _id: 'order_id' });
  const counted = cursor?.orderId ?? Number(counter?.seq ?? 0);
  const isUsable = Number.isSafeInteger(counted) && counted >= highestId;
  if (!isUsable) {
    findings.add(
      `${COUNTERS}, order_id`,
      `is ${counted}, but there is order ${highestId}: new ids follow that one`,
    );
  }
  const last = isUsable ? counted : highestId;
  if (last < MAX_ORDER_ID) return last;
  throw new Error(
    `the last order id is ${last}, and ${MAX_ORDER_ID} is the highest: none is left for new orders`,
  );
}
