/** A party that trades or may trade. Its credentials are separate, in `auth/`. */
export interface PartyProfile {
  readonly partyId: string;
  readonly partyName: string;
  readonly isAdmin: boolean;
}

/** A party of the exchange. */
export interface Party extends PartyProfile {
  /** Counts up from 1. The engine and the journal identify the party by it. */
  readonly partyNumber: number;
  /** Whether the party cannot log in. Its open orders stay. */
  readonly isDisabled?: boolean;
}

/**
 * Form of existing ids in MongoDB: no control characters and no surrounding spaces. New ids must be plain names (`name.ts`).
 */
export const PARTY_ID_FORM = /^(?! )[^\p{Cc}]*(?<! )$/u;
