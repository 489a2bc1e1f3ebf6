/** The nearest price that an order may have. */
export function toTick(
  price: number,
  { tickSize, maxPrice }: { readonly tickSize: bigint; readonly maxPrice: bigint },
): number {
  const tick = Number(tickSize);
  const highest = Math.floor(Number(maxPrice) / tick) * tick;
  return Math.min(Math.max(Math.round(price / tick) * tick, tick), highest);
}
