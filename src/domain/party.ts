/** Someone who trades. What proves who they are is kept apart, in `auth/`. */
export interface Party {
  /** Counts up from 1: what the engine and the journal call the party. */
  readonly partyNumber: number;
  readonly partyId: string;
  readonly partyName: string;
  readonly isAdmin: boolean;
}
