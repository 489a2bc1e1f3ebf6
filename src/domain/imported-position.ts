/** Totals of a party's trades in one instrument on another exchange. */
export interface ImportedPosition {
  readonly partyNumber: number;
  readonly instrumentId: number;
  /** Exact sums in minor units, of any size, like all sums here. */
  readonly boughtQuantity: bigint;
  readonly soldQuantity: bigint;
  /** Sums of price × quantity, in minor units of both. */
  readonly boughtNotional: bigint;
  readonly soldNotional: bigint;
}
