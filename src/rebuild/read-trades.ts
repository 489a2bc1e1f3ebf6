import type { Collection, Db, Document } from 'mongodb';
import { z } from 'zod';
import type { ImportedPosition } from '../domain/imported-position.ts';
import { MAX_INSTRUMENT_ID, MAX_ORDER_ID, MAX_PRICE, MAX_QUANTITY } from '../domain/limits.ts';
import { collectionsOf, IMPORTED_POSITIONS } from '../mongo/schema.ts';
import { partyId, problemsOf, sum, whole } from './fields.ts';
import type { Findings } from './found.ts';
import type { FoundParties } from './read-parties.ts';

const DOCUMENTS_AT_ONCE = 10_000;

export const tradeDocument = z.object({
  price_cents: whole(0, MAX_PRICE),
  quantity: whole(1, MAX_QUANTITY),
  maker_order_id: whole(1, MAX_ORDER_ID),
  maker_party_id: partyId,
  taker_order_id: whole(1, MAX_ORDER_ID),
  taker_party_id: partyId,
  maker_is_buyer: z.boolean(),
});
type FoundTrade = z.output<typeof tradeDocument>;
const FIELDS = Object.fromEntries(Object.keys(tradeDocument.shape).map((name) => [name, 1]));

const positionDocument = z.object({
  party_id: partyId,
  instrument_id: whole(1, MAX_INSTRUMENT_ID),
  bought_quantity: sum,
  sold_quantity: sum,
  bought_notional: sum,
  sold_notional: sum,
});

interface Wanted {
  /** Trades up to this one are in the imported positions already; undefined when nothing was imported. */
  readonly after: number | undefined;
  /** Whether to add up the fills of orders: our own documents of orders hold them. */
  readonly needFills: boolean;
}

/** What an order has traded, according to its trades. */
export interface Fills {
  quantity: number;
  notional: bigint;
  /** The part of the quantity that it took from the book when it came in. */
  taken: number;
}

/** A position under construction. */
type Position = { -readonly [Key in keyof ImportedPosition]: ImportedPosition[Key] };

/** Adds up all trades: positions of parties, and fills of orders. */
export class FoundTrades {
  readonly #parties: FoundParties;
  readonly #findings: Findings;
  readonly #positions = new Map<string, Position>();
  readonly #fills = new Map<number, Fills>();

  constructor(parties: FoundParties, findings: Findings) {
    this.#parties = parties;
    this.#findings = findings;
  }

  /** In order of party and instrument. Call it once, after all trades are read. */
  takePositions(): ImportedPosition[] {
    return [...this.#positions.values()].sort(
      (a, b) => a.partyNumber - b.partyNumber || a.instrumentId - b.instrumentId,
    );
  }

  fillsOf(orderId: number): Fills {
    return this.#fills.get(orderId) ?? { quantity: 0, notional: 0n, taken: 0 };
  }

  /** Adds the positions that the exchange which wrote this database had imported itself. */
  async readImportedPositions(db: Db): Promise<void> {
    for await (const document of find(db.collection(IMPORTED_POSITIONS), {})) {
      const { data, error } = positionDocument.safeParse(document);
      if (data === undefined) {
        this.#findings.add(
          `${IMPORTED_POSITIONS}, ${String(document['_id'])}`,
          `${problemsOf(error)}: left out of positions`,
        );
        continue;
      }
      const position = this.#positionOf(data.party_id, data.instrument_id);
      if (position === undefined) continue;
      position.boughtQuantity += data.bought_quantity;
      position.soldQuantity += data.sold_quantity;
      position.boughtNotional += data.bought_notional;
      position.soldNotional += data.sold_notional;
    }
  }

  /** Adds up the trades of one instrument. */
  async read(db: Db, instrumentId: number, { after, needFills }: Wanted): Promise<void> {
    const { trades } = collectionsOf(instrumentId);
    const filter = after === undefined || needFills ? {} : { trade_id: { $gt: after } };
    for await (const document of find(db.collection(trades), filter, { ...FIELDS, trade_id: 1 })) {
      const { data, error } = tradeDocument.safeParse(document);
      if (data === undefined) {
        this.#findings.add(
          `${trades}, ${String(document['_id'])}`,
          `${problemsOf(error)}: left out of positions, fills and history`,
        );
        continue;
      }
      const counts = after === undefined || Number(document['trade_id'] ?? 0) > after;
      if (counts) this.#addToPositions(instrumentId, data);
      if (needFills) this.#addToFills(data);
    }
  }

  #addToPositions(instrumentId: number, trade: FoundTrade): void {
    const [buyer, seller] = trade.maker_is_buyer
      ? [trade.maker_party_id, trade.taker_party_id]
      : [trade.taker_party_id, trade.maker_party_id];
    const quantity = BigInt(trade.quantity);
    const notional = BigInt(trade.price_cents) * quantity;
    const bought = this.#positionOf(buyer, instrumentId);
    if (bought !== undefined) {
      bought.boughtQuantity += quantity;
      bought.boughtNotional += notional;
    }
    const sold = this.#positionOf(seller, instrumentId);
    if (sold !== undefined) {
      sold.soldQuantity += quantity;
      sold.soldNotional += notional;
    }
  }

  #addToFills({ maker_order_id, taker_order_id, quantity, price_cents }: FoundTrade): void {
    const notional = BigInt(price_cents) * BigInt(quantity);
    for (const orderId of [maker_order_id, taker_order_id]) {
      let fills = this.#fills.get(orderId);
      if (fills === undefined) {
        fills = { quantity: 0, notional: 0n, taken: 0 };
        this.#fills.set(orderId, fills);
      }
      fills.quantity += quantity;
      fills.notional += notional;
      if (orderId === taker_order_id) fills.taken += quantity;
    }
  }

  #positionOf(id: string, instrumentId: number): Position | undefined {
    const partyNumber = this.#parties.numberOfOwner(id);
    if (partyNumber === undefined) return undefined;
    const key = `${partyNumber}/${instrumentId}`;
    let position = this.#positions.get(key);
    if (position === undefined) {
      position = {
        partyNumber,
        instrumentId,
        boughtQuantity: 0n,
        soldQuantity: 0n,
        boughtNotional: 0n,
        soldNotional: 0n,
      };
      this.#positions.set(key, position);
    }
    return position;
  }
}

function find(collection: Collection, filter: Document, projection: Document = {}) {
  return collection.find(filter, { projection, promoteLongs: false, batchSize: DOCUMENTS_AT_ONCE });
}
