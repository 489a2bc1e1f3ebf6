import { createHash } from 'node:crypto';
import type { Instrument } from '../domain/instrument.ts';
import type { Party } from '../domain/party.ts';
import type { MatchingEngine } from '../engine/matching-engine.ts';
import type { RestingOrder } from '../engine/resting-order.ts';
import type { StateVisitor } from '../engine/state-visitor.ts';
import type { ClientOrderIds, NamedOrder } from './client-order-ids.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { Expiry } from './expiries.ts';

/** Version of what is hashed. A change raises it. Hashes of different versions are not compared. */
export const HASH_VERSION = 4;

const BUFFER_BYTES = 64 * 1024;
const NUMBER_BYTES = 8;

/**
 * SHA-256 of the state of an engine, as 64 hexadecimal digits. Equal states have equal hashes, different states have different
 * ones.
 */
export function stateHash(engine: MatchingEngine, expiries: readonly Expiry[] = []): string {
  const hash = new StateHash();
  engine.visitState(hash);
  for (const expiry of expiries) hash.expiry(expiry);
  return hash.digest();
}

/** The hashes by which states are compared: of the market, and of the orders whose client order ids are taken. */
export interface StateHashes {
  readonly market: string;
  readonly clientOrderIds: string;
}

export function hashesOf({ engine, clientOrderIds, expiries }: ExchangeState): StateHashes {
  return { market: stateHash(engine, expiries.all()), clientOrderIds: clientOrderIdsHash(clientOrderIds) };
}

function clientOrderIdsHash(names: ClientOrderIds): string {
  const hash = new StateHash();
  for (const order of names.orders()) hash.namedOrder(order);
  return hash.digest();
}

/** Hashes the canonical visit. Numbers are little-endian doubles, which are exact; strings follow their length. */
class StateHash implements StateVisitor {
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #length = 0;

  counters(lastOrderId: number, lastTradeId: number): void {
    this.#number(lastOrderId);
    this.#number(lastTradeId);
  }

  instrument(instrument: Instrument): void {
    this.#number(instrument.instrumentId);
    this.#string(instrument.symbol);
    this.#string(instrument.description);
    this.#number(instrument.priceScale);
    this.#number(instrument.quantityScale);
    this.#number(instrument.tickSize);
    this.#number(instrument.lotSize);
    this.#number(instrument.minPrice);
    this.#number(instrument.maxPrice);
    this.#number(instrument.maxQuantity);
  }

  party(party: Party): void {
    this.#number(party.partyNumber);
    this.#string(party.partyId);
    this.#string(party.partyName);
    this.#number(party.isAdmin ? 1 : 0);
  }

  order({ orderId, instrumentId, partyNumber, side, price, leaves, cum, isPostOnly }: RestingOrder): void {
    this.#number(orderId);
    this.#number(instrumentId);
    this.#number(partyNumber);
    this.#number(side);
    this.#number(price);
    this.#number(leaves);
    this.#number(cum);
    this.#number(isPostOnly ? 1 : 0);
  }

  namedOrder(order: Readonly<NamedOrder>): void {
    const { terms } = order;
    this.#number(order.orderId);
    this.#number(terms.partyNumber);
    this.#string(terms.clientOrderId);
    this.#number(terms.instrumentId);
    this.#number(terms.side);
    this.#number(terms.orderType);
    this.#number(terms.timeInForce);
    this.#number(terms.price);
    this.#number(terms.quantity);
    this.#number(terms.postOnly === true ? 1 : 0);
    this.#string(String(order.acceptTimeNs));
    this.#number(order.totalQuantity);
    this.#number(order.canceledQuantity);
    this.#number(order.isOpen ? 1 : 0);
    this.#number(order.cancelReason ?? 0);
    this.#string(String(terms.expireTimeNs ?? 0n));
  }

  expiry({ orderId, timeNs }: Expiry): void {
    this.#number(orderId);
    this.#string(String(timeNs));
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #number(value: number): void {
    if (this.#length + NUMBER_BYTES > BUFFER_BYTES) this.#flush();
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  #string(value: string): void {
    const bytes = Buffer.from(value);
    this.#number(bytes.length);
    this.#flush();
    this.#hash.update(bytes);
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}
