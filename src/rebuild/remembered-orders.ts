import { RETAINED_CLIENT_ORDER_IDS, RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';

/** What deciding on an order needs to know of it. */
interface ClosedOrder {
  /** Anything that is unique to a party. */
  readonly party: string | number;
  readonly clientOrderId: string;
}

/**
 * Which closed orders an exchange remembers: the latest of all parties, and of each party the latest that have a name. Is asked
 * about one after the other, the latest closed first.
 */
export class RememberedOrders {
  readonly #namedByParty = new Map<string | number, number>();
  #count = 0;

  isRemembered({ party, clientOrderId }: ClosedOrder): boolean {
    this.#count += 1;
    if (clientOrderId === '') return this.#count <= RETAINED_CLOSED_ORDERS;
    const named = (this.#namedByParty.get(party) ?? 0) + 1;
    this.#namedByParty.set(party, named);
    return named <= RETAINED_CLIENT_ORDER_IDS || this.#count <= RETAINED_CLOSED_ORDERS;
  }
}
