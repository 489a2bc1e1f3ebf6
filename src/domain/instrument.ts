/** An instrument. Numbers are in its minor units; the API documents each field. */
export interface Instrument {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly description: string;
  readonly priceScale: number;
  readonly quantityScale: number;
  readonly tickSize: number;
  readonly lotSize: number;
  /** A multiple of the tick size. */
  readonly minPrice: number;
  readonly maxPrice: number;
  readonly maxQuantity: number;
  /** Party number of the administrator who created it; 0 or absent if unknown. Not part of the state hash. */
  readonly createdBy?: number;
  /** When it was listed: nanoseconds since 1970-01-01 UTC. Known to the views; to an event, its own time is that. */
  readonly createTimeNs?: bigint;
}
