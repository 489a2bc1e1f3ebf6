import type { Db, Document } from 'mongodb';
import { z } from 'zod';
import { CANCEL_REASONS } from '../domain/cancel-reasons.ts';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_CLIENT_ORDER_ID_LENGTH, MAX_ORDER_ID, MAX_QUANTITY } from '../domain/limits.ts';
import { type CancelReason, Side, TimeInForce } from '../domain/order.ts';
import { ORDER_KINDS } from '../domain/order-kind.ts';
import type { Order, OrderProgress } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import { collectionsOf } from '../mongo/schema.ts';
import { partyId, plainValue, problemsOf, sum, timestamp, whole } from './fields.ts';
import type { Findings } from './found.ts';
import type { FoundParties } from './read-parties.ts';
import type { FoundTrades } from './read-trades.ts';
import { RememberedOrders } from './remembered-orders.ts';
import { readClosedSeedOrder, readOpenSeedOrder, seedOrder } from './seed-order.ts';

/** Matches documents that the seed wrote and we have not changed. */
export const FROM_SEED = { filled_notional: { $exists: false } };

const CLOSED = { $or: [FROM_SEED, { remaining_quantity: 0 }] };

/** What the seed's documents do not hold, or hold inexactly. */
interface Found {
  readonly clientOrderId: string;
  readonly instructions: Partial<Pick<OrderTerms, 'timeInForce' | 'postOnly' | 'expireTimeNs'>>;
  readonly progress: OrderProgress;
}

/** The fields that we add: with these, a document is exact and its trades need not be read. */
const ownFields = z
  .object({
    quantity: whole(0, MAX_QUANTITY),
    filled_quantity: whole(0, MAX_QUANTITY),
    remaining_quantity: whole(0, MAX_QUANTITY),
    cancelled_quantity: whole(0, MAX_QUANTITY),
    filled_notional: sum,
    timestamp,
    transact_timestamp: timestamp,
    client_order_id: z.string().max(MAX_CLIENT_ORDER_ID_LENGTH),
    post_only: z.boolean().default(false),
    fill_or_kill: z.boolean().default(false),
    expire_timestamp: timestamp.optional(),
    cancel_reason: z.enum(Object.keys(CANCEL_REASONS)).optional(),
  })
  .refine(
    ({ quantity, filled_quantity, remaining_quantity, cancelled_quantity }) =>
      filled_quantity + remaining_quantity + cancelled_quantity === quantity,
    'filled_quantity, remaining_quantity and cancelled_quantity do not come to quantity',
  )
  .transform(
    (own): Found => ({
      clientOrderId: own.client_order_id,
      instructions: {
        ...(own.post_only && { postOnly: true }),
        ...(own.fill_or_kill && { timeInForce: TimeInForce.FillOrKill }),
        ...(own.expire_timestamp !== undefined && {
          timeInForce: TimeInForce.GoodTillDate,
          expireTimeNs: own.expire_timestamp,
        }),
      },
      progress: {
        leavesQuantity: own.remaining_quantity,
        cumQuantity: own.filled_quantity,
        canceledQuantity: own.cancelled_quantity,
        notional: own.filled_notional,
        acceptTimeNs: own.timestamp,
        transactTimeNs: own.transact_timestamp,
        ...reasonOf(own.cancel_reason),
      },
    }),
  );

interface Parts {
  readonly db: Db;
  readonly parties: FoundParties;
  /** All of them have been read. */
  readonly trades: FoundTrades;
  readonly findings: Findings;
}

/** The orders of a database. */
export class OrderReader {
  readonly #parts: Parts;
  /** The ids of open orders, with the instrument of each. */
  readonly #openIds = new Map<number, number>();
  /** The ids of orders that `readClosed` read, which may be remembered. */
  readonly #closedIds = new Set<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Open orders of one instrument, in order of time priority. */
  async readOpen(instrument: Instrument): Promise<Order[]> {
    const { liveOrders } = collectionsOf(instrument.instrumentId);
    const open: Order[] = [];
    const best = new BestPrices();
    for await (const document of this.#findLive(liveOrders)) {
      const where = placeOf(liveOrders, document);
      const order = this.#read(document, instrument, where, true);
      if (order === undefined || order.progress.leavesQuantity === 0) continue;
      const problem = this.#openIds.has(order.orderId) ? 'occurs twice' : best.problemOf(order);
      if (problem !== undefined) {
        this.#parts.findings.add(where, `${problem}: not imported as open`);
        continue;
      }
      best.add(order);
      this.#openIds.set(order.orderId, order.terms.instrumentId);
      open.push(order);
    }
    return open;
  }

  /**
   * The closed orders of one instrument that may be remembered, the longest closed first. Call it after `readOpen` of all
   * instruments.
   */
  async readClosed(instrument: Instrument): Promise<Order[]> {
    const { orders } = collectionsOf(instrument.instrumentId);
    const latestFirst = { transact_timestamp: -1, timestamp: -1, order_id: -1 } as const;
    const remembered = new RememberedOrders();
    const closed: Order[] = [];
    for await (const document of this.#find(orders, CLOSED, latestFirst).allowDiskUse()) {
      const { order_id, party_id, client_order_id } = document;
      const about = { party: String(party_id), clientOrderId: String(client_order_id ?? '') };
      const openOf = this.#openIds.get(Number(order_id));
      if (openOf !== undefined || this.#closedIds.has(Number(order_id))) {
        // An order that is open is among all orders too.
        if (openOf !== instrument.instrumentId)
          this.#parts.findings.add(placeOf(orders, document), 'occurs twice: not imported');
        continue;
      }
      if (!remembered.isRemembered(about)) {
        this.#meetOwner(party_id);
        continue;
      }
      this.#closedIds.add(Number(order_id));
      const order = this.#read(document, instrument, placeOf(orders, document), false);
      if (order !== undefined) closed.push(order);
    }
    return closed.reverse();
  }

  /** The other closed orders of one instrument. Call it after `readClosed`. */
  async *readForgotten(instrument: Instrument): AsyncIterable<Order> {
    const { orders } = collectionsOf(instrument.instrumentId);
    for await (const document of this.#find(orders, CLOSED, { order_id: 1 })) {
      const orderId = Number(document['order_id']);
      if (this.#openIds.has(orderId) || this.#closedIds.has(orderId)) continue;
      const order = this.#read(document, instrument, placeOf(orders, document), false);
      if (order !== undefined) yield order;
    }
  }

  /** The highest order id of an instrument, imported or not. */
  async highestId(instrument: Instrument): Promise<number> {
    const { orders, liveOrders } = collectionsOf(instrument.instrumentId);
    const filter = { order_id: { $lte: MAX_ORDER_ID } };
    let highest = 0;
    for (const name of [orders, liveOrders]) {
      const document = await this.#find(name, filter, { order_id: -1 }).limit(1).next();
      highest = Math.max(highest, Number(document?.['order_id'] ?? 0));
    }
    return highest;
  }

  /**
   * Those with a priority are ours. The others are the seed's, whose order ids give the priority. Beside ours, they are orders that
   * an earlier rebuild could not import.
   */
  async *#findLive(liveOrders: string): AsyncIterable<Document> {
    yield* this.#find(liveOrders, { priority: { $exists: true } }, { priority: 1, order_id: 1 });
    yield* this.#find(liveOrders, { priority: { $exists: false } }, { order_id: 1 });
  }

  #find(collection: string, filter: Document, sort: Record<string, 1 | -1>) {
    return this.#parts.db.collection(collection).find(filter, { promoteLongs: false }).sort(sort);
  }

  /** Adds the owner of an order that is read later: all parties come before all orders in the journal. */
  #meetOwner(id: unknown): void {
    const { data } = partyId.safeParse(id);
    if (data !== undefined) this.#parts.parties.numberOfOwner(data);
  }

  #read(document: Document, instrument: Instrument, where: string, isLive: boolean): Order | undefined {
    const { parties, findings } = this.#parts;
    const { data, error } = seedOrder.safeParse(document);
    if (data === undefined) {
      findings.add(where, `${problemsOf(error)}: not imported`);
      return undefined;
    }
    const partyNumber = parties.numberOfOwner(data.party_id);
    if (partyNumber === undefined) {
      findings.add(
        where,
        `its party_id ${plainValue(data.party_id)} cannot be that of a party: not imported`,
      );
      return undefined;
    }
    const found =
      document['filled_notional'] === undefined
        ? this.#seedProgress(data, instrument, where, isLive)
        : this.#ownProgress(document, where);
    if (found === undefined) return undefined;
    return {
      orderId: data.order_id,
      terms: {
        partyNumber,
        instrumentId: instrument.instrumentId,
        side: data.side === 'BUY' ? Side.Buy : Side.Sell,
        ...ORDER_KINDS[data.order_type],
        price: data.order_type === 'MARKET' ? 0 : data.price_cents,
        quantity: data.quantity,
        clientOrderId: found.clientOrderId,
        ...found.instructions,
      },
      progress: found.progress,
    };
  }

  #ownProgress(document: Document, where: string): Found | undefined {
    const { data, error } = ownFields.safeParse(document);
    if (error !== undefined) this.#parts.findings.add(where, `${problemsOf(error)}: not imported`);
    return data;
  }

  /** The seed has no client order ids. */
  #seedProgress(
    order: z.output<typeof seedOrder>,
    instrument: Instrument,
    where: string,
    isLive: boolean,
  ): Found | undefined {
    const fills = this.#parts.trades.fillsOf(order.order_id);
    const { progress, finding } = isLive
      ? readOpenSeedOrder(order, fills, instrument)
      : readClosedSeedOrder(order, fills);
    if (finding !== undefined) this.#parts.findings.add(where, finding);
    return progress && { clientOrderId: '', instructions: {}, progress };
  }
}

/** The best prices of the orders read so far. Of two that would trade with each other, only the first one can rest. */
class BestPrices {
  #bid: Order | undefined;
  #ask: Order | undefined;

  problemOf({ terms: { side, price } }: Order): string | undefined {
    const other = side === Side.Buy ? this.#ask : this.#bid;
    if (other === undefined || (side === Side.Buy ? price < other.terms.price : price > other.terms.price))
      return undefined;
    return `would trade with order ${other.orderId}`;
  }

  add(order: Order): void {
    const { side, price } = order.terms;
    if (side === Side.Buy && price > (this.#bid?.terms.price ?? 0)) this.#bid = order;
    if (side === Side.Sell && price < (this.#ask?.terms.price ?? Number.POSITIVE_INFINITY)) this.#ask = order;
  }
}

function placeOf(collection: string, { order_id }: Document): string {
  return `${collection}, order ${plainValue(order_id)}`;
}

function reasonOf(word: string | undefined): { readonly cancelReason?: CancelReason } {
  const cancelReason = word === undefined ? undefined : CANCEL_REASONS[word];
  return cancelReason === undefined ? {} : { cancelReason };
}
