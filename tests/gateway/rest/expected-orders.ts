import type { Answer, JsonObject, Recorded } from './recording.ts';
import { isObject } from './recording.ts';

interface OrderState {
  readonly row: JsonObject;
  filled: number;
  isCancelled: boolean;
}

/**
 * The state of every order according to the answers to the requests. The lists of orders must agree with it. It also maps
 * recorded order ids to ours, which differ when only one of the two exchanges refused an order.
 */
export class ExpectedOrders {
  readonly #orders = new Map<number, OrderState>();
  readonly #ourIds = new Map<number, number>();
  #lastId = 0;

  /** Our id of a recorded one; unchanged if the order was not accepted here. */
  ourId(recordedId: number): number {
    return this.#ourIds.get(recordedId) ?? recordedId;
  }

  wasAccepted(recordedId: number): boolean {
    return this.#ourIds.has(recordedId);
  }

  /** The id of the next accepted order. Ids count up without a gap. */
  nextId(recordedId: number | undefined): number {
    this.#lastId += 1;
    if (recordedId !== undefined) this.#ourIds.set(recordedId, this.#lastId);
    return this.#lastId;
  }

  /** Notes our answer to a request that changes something. */
  note({ path, request }: Recorded, { body }: Answer): void {
    if (!isObject(body)) return;
    if (body['status'] === 'ACCEPTED' && request !== undefined) this.#accept(request, body);
    if (body['status'] === 'CANCELLED') this.#cancel(Number(body['order_id']));
    for (const id of list(body['cancelled_order_ids'])) this.#cancel(Number(id));
    if (path === '/orders') {
      for (const trade of list(body['trades'])) {
        if (!isObject(trade)) throw new Error('a trade is an object');
        this.#fill(Number(trade['maker_order_id']), Number(trade['quantity']));
        this.#fill(Number(trade['taker_order_id']), Number(trade['quantity']));
      }
    }
  }

  /** The rows of an instrument, ordered by id. */
  rows(instrumentId: number, onlyOpen: boolean): JsonObject[] {
    return [...this.#orders.values()]
      .filter(({ row }) => row['instrument_id'] === instrumentId)
      .map(rowOf)
      .filter((row) => !onlyOpen || row['remaining_quantity'] !== 0);
  }

  #accept(request: JsonObject, answer: JsonObject): void {
    const orderId = Number(answer['order_id']);
    const orderType = request['order_type'] === 2 ? 'GTC' : String(request['order_type']);
    const side = request['side'] === 1 ? 'BUY' : request['side'] === 2 ? 'SELL' : String(request['side']);
    this.#orders.set(orderId, {
      row: {
        order_type: orderType,
        side,
        instrument_id: Number(request['instrument_id']),
        price_cents: orderType === 'MARKET' ? 0 : Number(request['price_cents']),
        quantity: Number(request['quantity']),
        timestamp: 'nanoseconds',
        order_id: orderId,
        party_id: String(request['party_id']),
      },
      filled: 0,
      isCancelled: answer['cancelled'] === true,
    });
  }

  #cancel(orderId: number): void {
    this.#state(orderId).isCancelled = true;
  }

  #fill(orderId: number, quantity: number): void {
    this.#state(orderId).filled += quantity;
  }

  #state(orderId: number): OrderState {
    const state = this.#orders.get(orderId);
    if (state === undefined) throw new Error(`nobody was told of order ${orderId}`);
    return state;
  }
}

function rowOf({ row, filled, isCancelled }: OrderState): JsonObject {
  return {
    ...row,
    cancelled: isCancelled,
    filled_quantity: filled,
    remaining_quantity: isCancelled ? 0 : Number(row['quantity']) - filled,
  };
}

function list(value: JsonObject[string] | undefined): readonly JsonObject[string][] {
  return Array.isArray(value) ? value : [];
}
