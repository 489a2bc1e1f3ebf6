/** Someone who trades, or may. What proves who they are is kept apart, in `auth/`. */
export interface PartyProfile {
  readonly partyId: string;
  readonly partyName: string;
  readonly isAdmin: boolean;
}

/** One whom the exchange has listed. */
export interface Party extends PartyProfile {
  /** Counts up from 1: what the engine and the journal call the party. */
  readonly partyNumber: number;
  /** It may not log in. Its open orders stay. */
  readonly isDisabled?: boolean;
}

/**
 * Of an id that is there already, in MongoDB: without control characters or surrounding spaces. New ones must be plain names
 * (`name.ts`).
 */
export const PARTY_ID_FORM = /^(?! )[^\p{Cc}]*(?<! )$/u;
