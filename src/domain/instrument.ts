/** Something that can be traded. Numbers are in its minor units; the API documents each field. */
export interface Instrument {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly description: string;
  readonly priceScale: number;
  readonly quantityScale: number;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly maxPrice: number;
  readonly maxQuantity: number;
}
