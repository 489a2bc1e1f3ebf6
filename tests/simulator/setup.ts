import type { Command } from '../../src/domain/command.ts';
import type { Instrument } from '../../src/domain/instrument.ts';

export const PARTIES = ['alice', 'bob', 'carol'];

/** @param instrumentId 0 for one that is free. */
export function someInstrument(instrumentId: number, symbol: string): Instrument {
  return {
    ...{ instrumentId, symbol, description: '', priceScale: 2, quantityScale: 0 },
    ...{ tickSize: 5, minPrice: 5, lotSize: 10, maxPrice: 1_000_000, maxQuantity: 1_000_000 },
  };
}

/** What every exchange begins with. */
export const FIRST_COMMANDS: readonly Command[] = [
  { kind: 'createInstrument', partyNumber: 0, instrument: someInstrument(1, 'ONE') },
  { kind: 'createInstrument', partyNumber: 0, instrument: someInstrument(2, 'TWO') },
  ...PARTIES.map((partyId) => ({
    kind: 'createParty' as const,
    partyNumber: 0,
    partyId,
    partyName: '',
    isAdmin: false,
  })),
];
