import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';

/** The exchange that a database tells of. */
export interface FoundExchange {
  readonly instruments: readonly Instrument[];
  /** In order of number. */
  readonly parties: readonly Party[];
  /** bcrypt, by party id. */
  readonly passwordHashes: ReadonlyMap<string, string>;
  /** In order of time priority. */
  readonly openOrders: readonly OrderSnapshot[];
  /** Closed so long ago that an exchange would not remember them, read as they are asked for: for the history. */
  readonly forgottenOrders: AsyncIterable<OrderSnapshot>;
  /** Those that it would remember, the longest closed first. */
  readonly closedOrders: readonly OrderSnapshot[];
  /** For the history, read as they are asked for. What they came to is in the orders and positions. */
  readonly trades: AsyncIterable<Trade>;
  readonly positions: readonly ImportedPosition[];
  readonly lastOrderId: number;
  readonly lastTradeId: number;
}

/** What a database does not tell, or tells in a way that does not add up: listed for people, never guessed. */
export class Findings {
  readonly #sentences: string[] = [];

  get sentences(): readonly string[] {
    return this.#sentences;
  }

  /** @param where the collection and the document, such as `orders_21, order 17`. */
  add(where: string, what: string): void {
    this.#sentences.push(`${where}: ${what}`);
  }
}
