import type { Db, Document } from 'mongodb';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID, MAX_QUANTITY } from '../domain/limits.ts';
import { Side } from '../domain/order.ts';
import type { Trade } from '../domain/trade.ts';
import { collectionsOf } from '../mongo/schema.ts';
import { problemsOf, timestamp, whole } from './fields.ts';
import type { Findings } from './found.ts';
import type { FoundParties } from './read-parties.ts';
import { tradeDocument } from './read-trades.ts';

/** The seed gives its trades no numbers. */
const UNNUMBERED = { trade_id: { $exists: false } };
const NUMBERED = { trade_id: { $exists: true } };
/** Numbers that an exchange can have assigned. */
const tradeNumber = whole(1, MAX_ORDER_ID);
const RIGHTLY_NUMBERED = { trade_id: { $gte: 1, $lte: MAX_ORDER_ID } };

/** Documents that are fetched at once, in all collections together. */
const DOCUMENTS_AT_ONCE = 10_000;

/** The fields that the history needs, beyond those that positions need. */
const listedTrade = tradeDocument.extend({
  timestamp,
  maker_quantity_remaining: whole(0, MAX_QUANTITY),
  taker_quantity_remaining: whole(0, MAX_QUANTITY),
});

interface Parts {
  readonly db: Db;
  readonly instruments: readonly Instrument[];
  readonly parties: FoundParties;
  readonly findings: Findings;
  /** How many trades have no number. */
  readonly unnumbered: number;
}

/** The document of a trade, and its instrument. */
interface Found {
  readonly instrumentId: number;
  readonly document: Document;
}

export async function countUnnumbered(db: Db, instruments: readonly Instrument[]): Promise<number> {
  let count = 0;
  for (const { instrumentId } of instruments) {
    count += await db.collection(collectionsOf(instrumentId).trades).countDocuments(UNNUMBERED);
  }
  return count;
}

/** The highest number of a trade, including trades that were written after the cursor; 0 for none. */
export async function highestNumber(db: Db, instruments: readonly Instrument[]): Promise<number> {
  const highest = await endNumbers(db, instruments, -1);
  return Math.max(0, ...highest.map(Math.floor));
}

/**
 * All trades of a database that the history can list. Those without a number come first and are numbered in order of time, from 1.
 * Numbers ascend, and none occurs twice.
 */
export async function* tradesToImport(parts: Parts): AsyncIterable<Trade> {
  const { db, unnumbered, instruments, findings } = parts;
  const lowest = Math.min(...(await endNumbers(db, instruments, 1)));
  if (lowest <= unnumbered) {
    findings.add(
      'trades',
      `${unnumbered} have no trade_id and would be 1 to ${unnumbered}, but trade ${lowest} is there already: they are not in the history`,
    );
  } else {
    let tradeId = 0;
    for await (const found of merged(parts, UNNUMBERED, { timestamp: 1, _id: 1 }, timeOf)) {
      tradeId += 1;
      const trade = toTrade(found, tradeId, parts);
      if (trade !== undefined) yield trade;
    }
  }
  let last = 0;
  for await (const found of merged(parts, NUMBERED, { trade_id: 1 }, numberOf)) {
    const tradeId = Number(numberOf(found.document));
    const trade = toTrade(found, tradeId, parts);
    if (trade === undefined) continue;
    if (tradeId > last) yield trade;
    else findings.add(placeOf(found), `trade ${tradeId} occurs twice: not in the history`);
    last = tradeId;
  }
}

/** The lowest number of each instrument whose trades have numbers, or with -1 the highest. */
async function endNumbers(
  db: Db,
  instruments: readonly Instrument[],
  direction: 1 | -1,
): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (const { instrumentId } of instruments) {
    const trades = db.collection(collectionsOf(instrumentId).trades);
    const found = await trades.find(RIGHTLY_NUMBERED).sort({ trade_id: direction }).limit(1).next();
    if (found !== null) numbers.push(Number(found['trade_id']));
  }
  return numbers;
}

/** Merges the trades of all instruments by a key. Those of each instrument are read in its order. */
async function* merged(
  parts: Parts,
  filter: Document,
  sort: Record<string, 1>,
  keyOf: (document: Document) => bigint,
): AsyncIterable<Found> {
  const all = parts.instruments.map((instrument) =>
    find(parts, instrument, filter, sort)[Symbol.asyncIterator](),
  );
  const next: { readonly found: Found; readonly key: bigint; readonly from: AsyncIterator<Found> }[] = [];
  const advance = async (from: AsyncIterator<Found>) => {
    const { done, value } = await from.next();
    if (!done) next.push({ found: value, key: keyOf(value.document), from });
  };
  for (const from of all) await advance(from);
  while (next.length > 0) {
    const index = next.reduce((first, { key }, at) => (key < (next[first]?.key ?? key) ? at : first), 0);
    for (const { found, from } of next.splice(index, 1)) {
      yield found;
      await advance(from);
    }
  }
}

function timeOf({ timestamp: time }: Document): bigint {
  return timestamp.safeParse(time).data ?? 0n;
}

/** 0 if it is not a trade number. */
function numberOf({ trade_id }: Document): bigint {
  return BigInt(tradeNumber.safeParse(trade_id).data ?? 0);
}

function placeOf({ instrumentId, document }: Found): string {
  return `${collectionsOf(instrumentId).trades}, ${String(document['_id'])}`;
}

async function* find(
  { db, instruments }: Parts,
  { instrumentId }: Instrument,
  filter: Document,
  sort: Record<string, 1>,
): AsyncIterable<Found> {
  const options = { promoteLongs: false, batchSize: Math.ceil(DOCUMENTS_AT_ONCE / instruments.length) };
  const documents = db.collection(collectionsOf(instrumentId).trades).find(filter, options).sort(sort);
  for await (const document of documents) yield { instrumentId, document };
}

/** Undefined for a trade that cannot be listed. `FoundTrades` has reported those that are left out of everything. */
function toTrade(found: Found, tradeId: number, parts: Parts): Trade | undefined {
  const { parties, findings } = parts;
  const { instrumentId, document } = found;
  if (!tradeDocument.safeParse(document).success) return undefined;
  const where = placeOf(found);
  const { data, error } = listedTrade.safeParse(document);
  if (data === undefined) {
    findings.add(where, `${problemsOf(error)}: not in the history`);
    return undefined;
  }
  const makerPartyNumber = parties.numberOf(data.maker_party_id);
  const takerPartyNumber = parties.numberOf(data.taker_party_id);
  if (makerPartyNumber === undefined || takerPartyNumber === undefined || tradeId === 0) {
    findings.add(where, 'its parties or its number are unknown: not in the history');
    return undefined;
  }
  return {
    tradeId,
    instrumentId,
    price: data.price_cents,
    quantity: data.quantity,
    aggressorSide: data.maker_is_buyer ? Side.Sell : Side.Buy,
    makerOrderId: data.maker_order_id,
    makerPartyNumber,
    makerLeavesQuantity: data.maker_quantity_remaining,
    takerOrderId: data.taker_order_id,
    takerPartyNumber,
    takerLeavesQuantity: data.taker_quantity_remaining,
    transactTimeNs: data.timestamp,
  };
}
