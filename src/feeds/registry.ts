import type { Instrument } from '../domain/instrument.ts';
import type { Party } from '../domain/party.ts';
import { SortedBlocks } from './sorted-blocks.ts';
import { SortedList } from './sorted-list.ts';

/** Instruments and parties that are listed for good. */
export class Registry {
  readonly #instruments = new Map<number, Instrument>();
  /** In the order in which they came. */
  readonly #instrumentsAdded: Instrument[] = [];
  readonly #instrumentsById = new SortedBlocks<Instrument>(({ instrumentId }) => instrumentId);
  readonly #instrumentsByTime = new SortedList<Instrument>(byListTime);
  readonly #partiesByNumber = new Map<number, Party>();
  readonly #parties = new Map<string, Party>();
  readonly #partiesById = new SortedList<Party>((a, b) => (a.partyId < b.partyId ? -1 : 1));

  addInstrument(instrument: Instrument): void {
    this.#instruments.set(instrument.instrumentId, instrument);
    this.#instrumentsAdded.push(instrument);
    this.#instrumentsById.set(instrument);
    this.#instrumentsByTime.add(instrument);
  }

  addParty(party: Party): void {
    this.#partiesByNumber.set(party.partyNumber, party);
    this.#parties.set(party.partyId, party);
    this.#partiesById.add(party);
  }

  setPartyStatus(partyNumber: number, isDisabled: boolean): void {
    const party = this.#partiesByNumber.get(partyNumber);
    if (party === undefined) throw new Error(`there is no party ${partyNumber}`);
    const changed = { ...party, isDisabled };
    this.#partiesByNumber.set(partyNumber, changed);
    this.#parties.set(party.partyId, changed);
  }

  get instrumentCount(): number {
    return this.#instruments.size;
  }

  get partyCount(): number {
    return this.#parties.size;
  }

  instrument(instrumentId: number): Instrument | undefined {
    return this.#instruments.get(instrumentId);
  }

  /** In order of `instrumentId`. */
  instruments(): readonly Instrument[] {
    return this.instrumentsAfter(0, Number.POSITIVE_INFINITY);
  }

  /** The first instruments with ids above one, at most `count`. */
  instrumentsAfter(instrumentId: number, count: number): readonly Instrument[] {
    return this.#instrumentsById.after(instrumentId, count);
  }

  /** Those that came after so many others, at most `count`. */
  instrumentsAdded(after: number, count: number): readonly Instrument[] {
    return this.#instrumentsAdded.slice(after, after + count);
  }

  /** In the order in which they were listed. */
  instrumentsByListTime(): readonly Instrument[] {
    return this.#instrumentsByTime.values;
  }

  party(partyNumber: number): Party | undefined {
    return this.#partiesByNumber.get(partyNumber);
  }

  partyById(partyId: string): Party | undefined {
    return this.#parties.get(partyId);
  }

  /** In order of `partyNumber`. */
  parties(): Iterable<Party> {
    return this.#partiesByNumber.values();
  }

  /** The first parties with numbers above one, at most `count`: the numbers have no gaps. */
  partiesAfter(partyNumber: number, count: number): readonly Party[] {
    const found: Party[] = [];
    for (let number = partyNumber + 1; found.length < count; number++) {
      const party = this.#partiesByNumber.get(number);
      if (party === undefined) break;
      found.push(party);
    }
    return found;
  }

  /** In order of `partyId`, as they were when they were added. */
  partiesById(): readonly Party[] {
    return this.#partiesById.values;
  }
}

/** Those that were listed before the time was recorded come first. */
function byListTime(a: Instrument, b: Instrument): number {
  const [timeA, timeB] = [a.createTimeNs ?? 0n, b.createTimeNs ?? 0n];
  if (timeA === timeB) return a.instrumentId - b.instrumentId;
  return timeA < timeB ? -1 : 1;
}
