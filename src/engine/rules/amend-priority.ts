/** An amended order keeps its place in the queue when only its open quantity shrinks. An unchanged order loses it too. */
export function keepsPriority(oldPrice: number, oldLeaves: number, price: number, leaves: number): boolean {
  return price === oldPrice && leaves > 0 && leaves < oldLeaves;
}
