import { Account } from '../admission/account.ts';
import { type Command, senderOf } from '../domain/command.ts';

/** Places of each party that others cannot take. */
const FLOOR = 64;

interface Limits {
  readonly maxCommandsInFlight: number;
  /** Share of one party. */
  readonly partySharePercent: number;
}

/** Orders and cancels have separate places, so that orders cannot block a cancel. */
interface PartyPlaces {
  readonly orders: Account;
  readonly cancels: Account;
}

/** The places that a call holds until its commands are durable. */
export interface TakenPlaces {
  readonly party: PartyPlaces;
  readonly orders: number;
  readonly cancels: number;
}

/** Places of the commands that wait for the journal, for each party and in total. */
export class CommandPlaces {
  readonly maxPerParty: number;
  readonly #orders: Account;
  readonly #cancels: Account;
  readonly #parties = new Map<number, PartyPlaces>();

  constructor({ maxCommandsInFlight, partySharePercent }: Limits) {
    const share = Math.floor((maxCommandsInFlight * partySharePercent) / 100);
    this.maxPerParty = Math.max(share, Math.min(maxCommandsInFlight, FLOOR));
    this.#orders = new Account(maxCommandsInFlight);
    this.#cancels = new Account(maxCommandsInFlight);
  }

  get used(): number {
    return this.#orders.used + this.#cancels.used;
  }

  /**
   * Takes places for all commands of one call, which are of one party, or for none.
   *
   * @returns undefined if there are too few places.
   */
  take(commands: readonly Command[]): TakenPlaces | undefined {
    let cancels = 0;
    for (const { kind } of commands) if (kind === 'cancel' || kind === 'cancelAll') cancels += 1;
    const orders = commands.length - cancels;
    const party = this.#placesOf(commands[0]);
    if (orders > 0 && !party.orders.take(orders)) return undefined;
    if (cancels > 0 && !party.cancels.take(cancels)) {
      party.orders.give(orders);
      return undefined;
    }
    return { party, orders, cancels };
  }

  give({ party, orders, cancels }: TakenPlaces): void {
    party.orders.give(orders);
    party.cancels.give(cancels);
  }

  #placesOf(command: Command | undefined): PartyPlaces {
    const partyNumber = command === undefined ? 0 : senderOf(command);
    let places = this.#parties.get(partyNumber);
    if (places === undefined) {
      places = {
        orders: new Account(this.maxPerParty, this.#orders, FLOOR),
        cancels: new Account(this.maxPerParty, this.#cancels, FLOOR),
      };
      this.#parties.set(partyNumber, places);
    }
    return places;
  }
}
