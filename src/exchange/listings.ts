import type { Instrument } from '../domain/instrument.ts';
import { MAX_INSTRUMENT_ID } from '../domain/limits.ts';
import type { Party } from '../domain/party.ts';
import type { InstrumentCreated, PartyCreated, PartyStatusChanged } from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';

/** Which instruments and parties there are, as the sequencer knows it: ahead of the disk. */
export class Listings implements FrameConsumer {
  readonly #instruments = new Map<number, Instrument>();
  readonly #symbols = new Set<string>();
  readonly #parties = new Map<string, Party>();
  readonly #partyIds: string[] = [];
  #highestInstrumentId = 0;

  instrument(instrumentId: number): Instrument | undefined {
    return this.#instruments.get(instrumentId);
  }

  hasSymbol(symbol: string): boolean {
    return this.#symbols.has(symbol);
  }

  hasParty(partyId: string): boolean {
    return this.#parties.has(partyId);
  }

  party(partyId: string): Party | undefined {
    return this.#parties.get(partyId);
  }

  get instrumentCount(): number {
    return this.#instruments.size;
  }

  /** A number that no instrument has: the one after the highest, or when that is the last there is, the lowest. */
  get nextInstrumentId(): number {
    if (this.#highestInstrumentId < MAX_INSTRUMENT_ID) return this.#highestInstrumentId + 1;
    let instrumentId = 1;
    while (this.#instruments.has(instrumentId)) instrumentId += 1;
    return instrumentId;
  }

  /** Whether someone else than this party can administer the exchange. */
  hasOtherAdministrator(partyId: string): boolean {
    for (const party of this.#parties.values()) {
      if (party.isAdmin && party.isDisabled !== true && party.partyId !== partyId) return true;
    }
    return false;
  }

  get partyCount(): number {
    return this.#parties.size;
  }

  instrumentCreated({ instrument }: InstrumentCreated): void {
    this.#instruments.set(instrument.instrumentId, instrument);
    this.#symbols.add(instrument.symbol);
    this.#highestInstrumentId = Math.max(this.#highestInstrumentId, instrument.instrumentId);
  }

  partyCreated({ party }: PartyCreated): void {
    this.#parties.set(party.partyId, party);
    this.#partyIds.push(party.partyId);
  }

  partyStatusChanged({ partyNumber, isDisabled }: PartyStatusChanged): void {
    const party = this.#parties.get(this.#partyIds[partyNumber - 1] ?? '');
    if (party !== undefined) this.#parties.set(party.partyId, { ...party, isDisabled });
  }
}
