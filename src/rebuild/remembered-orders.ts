import { RETAINED_CLIENT_ORDER_IDS, RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';

/** What `isRemembered` needs to know. */
interface ClosedOrder {
  /** Its number or its id. */
  readonly party: string | number;
  readonly clientOrderId: string;
}

/**
 * Decides which closed orders an exchange remembers: the latest of all parties, and of each party the latest with a client order id.
 * Call it for one order after the other, the latest closed first.
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
