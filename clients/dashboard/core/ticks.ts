/** The nearest price that an order may have. */
export function toTick(
  price: number,
  instrument: { readonly tickSize: bigint; readonly minPrice: bigint; readonly maxPrice: bigint },
): number {
  const tick = Number(instrument.tickSize);
  const highest = Math.floor(Number(instrument.maxPrice) / tick) * tick;
  return Math.min(Math.max(Math.round(price / tick) * tick, Number(instrument.minPrice)), highest);
}
