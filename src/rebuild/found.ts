import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';

/** The exchange that a database holds. */
export interface FoundExchange {
  readonly instruments: readonly Instrument[];
  /** In order of number. */
  readonly parties: readonly Party[];
  /** bcrypt, by party id. */
  readonly passwordHashes: ReadonlyMap<string, string>;
  /** In order of time priority. */
  readonly openOrders: readonly Order[];
  /** Orders that closed so long ago that an exchange would not remember them, for the history. Read while they are iterated. */
  readonly forgottenOrders: AsyncIterable<Order>;
  /** Closed orders that an exchange would remember, the longest closed first. */
  readonly closedOrders: readonly Order[];
  /** For the history: their effect is in the orders and positions. Read while they are iterated. */
  readonly trades: AsyncIterable<Trade>;
  readonly positions: readonly ImportedPosition[];
  readonly lastOrderId: number;
  readonly lastTradeId: number;
}

/** What a database lacks or contradicts, as sentences for people. Nothing is guessed. */
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
