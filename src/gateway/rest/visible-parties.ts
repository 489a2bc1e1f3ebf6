import type { Party } from '../../domain/party.ts';
import type { PartyNames } from '../rpc/convert-responses.ts';

/** The parties that an answer may name: all when that is public, else the caller alone. */
export function visibleParties(all: PartyNames, isPublic: boolean, caller: Party | undefined): PartyNames {
  if (isPublic) return all;
  return { party: (partyNumber) => (caller?.partyNumber === partyNumber ? caller : undefined) };
}
