/** The smallest step of 1, 2 or 5 times a power of ten that marks a range at most so many times; never below `smallest`. */
export function axisStep(range: number, atMost: number, smallest: number): number {
  const wanted = Math.max(range / Math.max(1, atMost), smallest);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= wanted * 0.999_999);
  return step ?? wanted;
}

/** Multiples of a step in a range. */
export function axisMarks(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}
