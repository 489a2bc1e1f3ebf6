/** A column of a table, without its looks. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** `80px`, or `minmax(60px, 1fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** A ▲ or ▼ may stand behind it. */
  readonly hasMark?: boolean;
  /** A text that is not cut off, such as a symbol; numbers never are. */
  readonly isWhole?: boolean;
  /** As it is shown, searched and, unless there is `saved`, saved. */
  readonly text: (row: Row) => string;
  /** In a file, where what is shown is shorter. */
  readonly saved?: (row: Row) => string;
  /** Left out where there is no room for all, the highest first. */
  readonly spare?: number;
  /** Sorts, where that makes sense. */
  readonly compare?: (a: Row, b: Row) => number;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

export function sortedRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  const compare = columns.find(({ id }) => id === sort?.column)?.compare;
  if (compare === undefined) return rows;
  return [...rows].sort(sort?.isDescending === true ? (a, b) => compare(b, a) : compare);
}

/** After a click on a header: descending first, then ascending, then as the rows come. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, isDescending: true };
  return sort.isDescending ? { column, isDescending: false } : undefined;
}

/** Rows with a text in any column, in any case. */
export function filteredRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  typed: string,
): readonly Row[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter((row) => columns.some(({ text }) => text(row).toLowerCase().includes(wanted)));
}

/**
 * Comma-separated values with a header (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front:
 * names are typed by others. Numbers are without their thousands commas.
 */
export function csvText<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const titled = columns.filter(({ title }) => title !== '');
  const cells = (row: Row) => titled.map(({ saved, text }) => (saved ?? text)(row));
  const lines = [titled.map(({ title }) => title), ...rows.map(cells)];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  if (NUMBER.test(text)) return text.replaceAll(',', '');
  const safe = /^[=@+\-\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** As `core/decimal.ts` writes them. */
const NUMBER = /^[+-]?[\d,]+(\.\d+)?( %)?$/;

export function byNumber<Row>(numberOf: (row: Row) => number | bigint) {
  return (a: Row, b: Row): number => {
    const [x, y] = [numberOf(a), numberOf(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

export function byText<Row>(textOf: (row: Row) => string) {
  return (a: Row, b: Row): number => textOf(a).localeCompare(textOf(b));
}
