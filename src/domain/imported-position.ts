/** What a party has traded in one instrument on another exchange. */
export interface ImportedPosition {
  readonly partyNumber: number;
  readonly instrumentId: number;
  /** Minor units; below 2^53. */
  readonly boughtQuantity: number;
  readonly soldQuantity: number;
  /** Sums of price × quantity, in minor units of both: exact, and of any size. */
  readonly boughtNotional: bigint;
  readonly soldNotional: bigint;
}
