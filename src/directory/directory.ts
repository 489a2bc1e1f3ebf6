import type { Instrument } from '../domain/instrument.ts';
import { MAX_INSTRUMENT_ID } from '../domain/limits.ts';
import type { Party } from '../domain/party.ts';
import type { InstrumentCreated, PartyCreated, PartyStatusChanged } from '../events/events.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';
import { SortedList } from './sorted-list.ts';

/**
 * All instruments and parties, as a fold of the events. The exchange has one that runs ahead of the disk, the views have one of
 * committed events.
 */
export class Directory implements FrameConsumer {
  readonly #instruments = new Map<number, Instrument>();
  readonly #idsBySymbol = new Map<string, number>();
  /** In order of listing. */
  readonly #listed: number[] = [];
  readonly #instrumentIds = new SortedList<number>((a, b) => a - b);
  readonly #idsByListTime = new SortedList<number>((a, b) => this.#compareListTimes(a, b));
  /** The party with number n is at n − 1. */
  readonly #parties: Party[] = [];
  readonly #numbersById = new Map<string, number>();
  readonly #partyIds = new SortedList<string>((a, b) => (a < b ? -1 : 1));
  #highestInstrumentId = 0;
  /** Administrators that are not disabled. */
  #administrators = 0;
  #timeNs = 0n;

  begin({ timeNs }: Frame): void {
    this.#timeNs = timeNs;
  }

  /** An instrument without a `createTimeNs` gets the time of the frame. */
  instrumentCreated({ instrument }: InstrumentCreated): void {
    this.putInstrument({ createTimeNs: this.#timeNs, ...instrument });
  }

  partyCreated({ party }: PartyCreated): void {
    if (party.partyNumber !== this.#parties.length + 1)
      throw new Error(`party ${party.partyNumber} comes after party ${this.#parties.length}`);
    this.#parties.push(party);
    this.#numbersById.set(party.partyId, party.partyNumber);
    this.#partyIds.add(party.partyId);
    if (isAdministrator(party)) this.#administrators += 1;
  }

  partyStatusChanged({ partyNumber, isDisabled }: PartyStatusChanged): void {
    const before = this.party(partyNumber);
    if (before === undefined) throw new Error(`there is no party ${partyNumber}`);
    const party = { ...before, isDisabled };
    this.#parties[partyNumber - 1] = party;
    this.#administrators += Number(isAdministrator(party)) - Number(isAdministrator(before));
  }

  /** Adds an instrument, or replaces the one with the same id. */
  putInstrument(instrument: Instrument): void {
    const { instrumentId, symbol } = instrument;
    const before = this.#instruments.get(instrumentId);
    if (before === undefined) this.#addId(instrumentId);
    else this.#idsBySymbol.delete(before.symbol);
    this.#instruments.set(instrumentId, instrument);
    this.#idsBySymbol.set(symbol, instrumentId);
  }

  instrument(instrumentId: number): Instrument | undefined {
    return this.#instruments.get(instrumentId);
  }

  instrumentBySymbol(symbol: string): Instrument | undefined {
    const instrumentId = this.#idsBySymbol.get(symbol);
    return instrumentId === undefined ? undefined : this.#instruments.get(instrumentId);
  }

  get instrumentCount(): number {
    return this.#instruments.size;
  }

  /** A free id: the one after the highest, or the lowest free one if the highest possible id is taken. */
  get nextInstrumentId(): number {
    if (this.#highestInstrumentId < MAX_INSTRUMENT_ID) return this.#highestInstrumentId + 1;
    let instrumentId = 1;
    while (this.#instruments.has(instrumentId)) instrumentId += 1;
    return instrumentId;
  }

  /** In order of `instrumentId`. */
  instruments(): readonly Instrument[] {
    return this.instrumentsAfter(0, Number.POSITIVE_INFINITY);
  }

  /** The first instruments with ids above `instrumentId`, at most `count`. */
  instrumentsAfter(instrumentId: number, count: number): readonly Instrument[] {
    const ids = this.#instrumentIds.values;
    const start = firstAbove(ids, instrumentId);
    return this.#instrumentsOf(ids.slice(start, start + count));
  }

  /** In order of listing, without the first `skip`, at most `count`. */
  instrumentsListed(skip: number, count: number): readonly Instrument[] {
    return this.#instrumentsOf(this.#listed.slice(skip, skip + count));
  }

  /** In order of `createTimeNs`. */
  instrumentsByListTime(): readonly Instrument[] {
    return this.#instrumentsOf(this.#idsByListTime.values);
  }

  party(partyNumber: number): Party | undefined {
    return this.#parties[partyNumber - 1];
  }

  partyById(partyId: string): Party | undefined {
    const partyNumber = this.#numbersById.get(partyId);
    return partyNumber === undefined ? undefined : this.party(partyNumber);
  }

  get partyCount(): number {
    return this.#parties.length;
  }

  /** In order of `partyNumber`. */
  parties(): Iterable<Party> {
    return this.#parties.values();
  }

  /** The first parties with numbers above `partyNumber`, at most `count`. */
  partiesAfter(partyNumber: number, count: number): readonly Party[] {
    return this.#parties.slice(partyNumber, partyNumber + count);
  }

  /** In order of `partyId`. Parties that are added during the iteration are left out. */
  *partiesById(): Iterable<Party> {
    for (const partyId of this.#partyIds.values) {
      const party = this.partyById(partyId);
      if (party !== undefined) yield party;
    }
  }

  /** Whether an administrator other than this party can log in. */
  hasOtherAdministrator(partyId: string): boolean {
    const party = this.partyById(partyId);
    const own = party !== undefined && isAdministrator(party) ? 1 : 0;
    return this.#administrators > own;
  }

  #addId(instrumentId: number): void {
    this.#listed.push(instrumentId);
    this.#instrumentIds.add(instrumentId);
    this.#idsByListTime.add(instrumentId);
    this.#highestInstrumentId = Math.max(this.#highestInstrumentId, instrumentId);
  }

  #instrumentsOf(ids: readonly number[]): Instrument[] {
    return ids.flatMap((instrumentId) => this.#instruments.get(instrumentId) ?? []);
  }

  #compareListTimes(a: number, b: number): number {
    const [timeA, timeB] = [a, b].map((id) => this.#instruments.get(id)?.createTimeNs ?? 0n);
    if (timeA === undefined || timeB === undefined || timeA === timeB) return a - b;
    return timeA < timeB ? -1 : 1;
  }
}

function isAdministrator({ isAdmin, isDisabled }: Party): boolean {
  return isAdmin && isDisabled !== true;
}

/** Index of the first id above `id`, by bisection. */
function firstAbove(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
