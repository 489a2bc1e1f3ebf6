/** Totals of a party's trades in one instrument on another exchange. */
export interface ImportedPosition {
  readonly partyNumber: number;
  readonly instrumentId: number;
  /** Minor units; below 2^53. */
  readonly boughtQuantity: number;
  readonly soldQuantity: number;
  /** Exact sums of price × quantity in minor units of both, of any size. */
  readonly boughtNotional: bigint;
  readonly soldNotional: bigint;
}
