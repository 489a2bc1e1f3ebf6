export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

type Row = readonly [what: string, measured: number, aim?: string];

/** Prints what was measured beside what is aimed at. A ratio is of two numbers of one run. */
export function printAims(rows: readonly Row[]): void {
  const entries = rows.map(([what, measured, aim = '']) => [what, { measured: round(measured, 3), aim }]);
  console.table(Object.fromEntries(entries));
}
