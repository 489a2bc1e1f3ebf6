/** The first so many; all of them when the count is undefined. */
export async function* take<T>(source: AsyncIterable<T>, count: number | undefined): AsyncGenerator<T> {
  let taken = 0;
  for await (const item of source) {
    yield item;
    taken += 1;
    if (taken === count) return;
  }
}
