import type { Party } from '../../domain/party.ts';
import type { PartyNames } from './convert-responses.ts';

/** The parties that an answer may name: all if parties are public, else the caller only. */
export function visibleParties(all: PartyNames, isPublic: boolean, caller: Party | undefined): PartyNames {
  if (isPublic) return all;
  return { party: (partyNumber) => (caller?.partyNumber === partyNumber ? caller : undefined) };
}
