import type { Db, Document } from 'mongodb';
import type { ImportedTrade } from '../domain/imported-trade.ts';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID, MAX_QUANTITY } from '../domain/limits.ts';
import { Side } from '../domain/order.ts';
import { collectionsOf } from '../mongo/schema.ts';
import { problemsOf, timestamp, whole } from './fields.ts';
import type { Findings } from './found.ts';
import type { FoundParties } from './read-parties.ts';
import { tradeDocument } from './read-trades.ts';

/** The seed gives its trades no numbers. */
const UNNUMBERED = { trade_id: { $exists: false } };
const NUMBERED = { trade_id: { $exists: true } };

/** Documents that are fetched at once, of all collections together. */
const DOCUMENTS_AT_ONCE = 10_000;

/** What the history has of a trade, beyond what positions need. */
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

/** A document of a trade, and of which instrument. */
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

/**
 * All trades of a database that can be told, for the history. Those without a number come first, and get theirs in order of
 * time: 1 for the first.
 */
export async function* tradesToImport(parts: Parts): AsyncIterable<ImportedTrade> {
  const { unnumbered, instruments, findings } = parts;
  const lowest = await lowestNumber(parts);
  if (lowest <= unnumbered) {
    findings.add(
      'trades',
      `${unnumbered} have no trade_id and would be 1 to ${unnumbered}, but trade ${lowest} is there already: they are not in the history`,
    );
  } else {
    let tradeId = 0;
    for await (const found of inOrderOfTime(parts)) {
      tradeId += 1;
      const trade = toTrade(found, tradeId, parts);
      if (trade !== undefined) yield trade;
    }
  }
  for (const instrument of instruments) {
    for await (const found of find(parts, instrument, NUMBERED, { trade_id: 1 })) {
      const trade = toTrade(found, Number(found.document['trade_id']), parts);
      if (trade !== undefined) yield trade;
    }
  }
}

async function lowestNumber({ db, instruments }: Parts): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { instrumentId } of instruments) {
    const trades = db.collection(collectionsOf(instrumentId).trades);
    const first = await trades.find(NUMBERED).sort({ trade_id: 1 }).limit(1).next();
    if (first !== null) lowest = Math.min(lowest, Number(first['trade_id']));
  }
  return lowest;
}

/** Those without a number, of all instruments: the earliest first. */
async function* inOrderOfTime(parts: Parts): AsyncIterable<Found> {
  const earliest = { timestamp: 1, _id: 1 } as const;
  const all = parts.instruments.map((instrument) =>
    find(parts, instrument, UNNUMBERED, earliest)[Symbol.asyncIterator](),
  );
  const next: { readonly found: Found; readonly from: AsyncIterator<Found> }[] = [];
  const advance = async (from: AsyncIterator<Found>) => {
    const { done, value } = await from.next();
    if (!done) next.push({ found: value, from });
  };
  for (const from of all) await advance(from);
  while (next.length > 0) {
    const index = next.reduce(
      (first, { found }, at) => (isEarlier(found, next[first]?.found) ? at : first),
      0,
    );
    for (const { found, from } of next.splice(index, 1)) {
      yield found;
      await advance(from);
    }
  }
}

function isEarlier(one: Found, other: Found | undefined): boolean {
  return other !== undefined && timeOf(one) < timeOf(other);
}

function timeOf({ document }: Found): bigint {
  return timestamp.safeParse(document['timestamp']).data ?? 0n;
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

/** Undefined for one that cannot be told; what does not count at all was found before. */
function toTrade(
  { instrumentId, document }: Found,
  tradeId: number,
  parts: Parts,
): ImportedTrade | undefined {
  const { parties, findings } = parts;
  if (!tradeDocument.safeParse(document).success) return undefined;
  const where = `${collectionsOf(instrumentId).trades}, ${String(document['_id'])}`;
  const { data, error } = listedTrade.safeParse(document);
  if (data === undefined) {
    findings.add(where, `${problemsOf(error)}: not in the history`);
    return undefined;
  }
  const makerPartyNumber = parties.numberOf(data.maker_party_id);
  const takerPartyNumber = parties.numberOf(data.taker_party_id);
  if (makerPartyNumber === undefined || takerPartyNumber === undefined || tradeId > MAX_ORDER_ID) {
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
