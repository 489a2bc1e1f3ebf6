import type { Instrument } from '../domain/instrument.ts';
import type { Party } from '../domain/party.ts';

/** Instruments and parties that are listed for good. */
export class Registry {
  readonly #instruments = new Map<number, Instrument>();
  readonly #partiesByNumber = new Map<number, Party>();
  readonly #partiesById = new Map<string, Party>();
  #sorted: readonly Instrument[] | undefined;

  addInstrument(instrument: Instrument): void {
    this.#instruments.set(instrument.instrumentId, instrument);
    this.#sorted = undefined;
  }

  addParty(party: Party): void {
    this.#partiesByNumber.set(party.partyNumber, party);
    this.#partiesById.set(party.partyId, party);
  }

  instrument(instrumentId: number): Instrument | undefined {
    return this.#instruments.get(instrumentId);
  }

  /** In order of `instrumentId`. */
  instruments(): readonly Instrument[] {
    this.#sorted ??= [...this.#instruments.values()].sort((a, b) => a.instrumentId - b.instrumentId);
    return this.#sorted;
  }

  /** Instruments and parties: each is one event. */
  get listedCount(): number {
    return this.#instruments.size + this.#partiesByNumber.size;
  }

  party(partyNumber: number): Party | undefined {
    return this.#partiesByNumber.get(partyNumber);
  }

  partyById(partyId: string): Party | undefined {
    return this.#partiesById.get(partyId);
  }

  /** In order of `partyNumber`. */
  parties(): Iterable<Party> {
    return this.#partiesByNumber.values();
  }
}
