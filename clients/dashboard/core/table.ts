/** A column of a table, without its looks. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** `80px`, or `minmax(60px, 1fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** A ▲ or ▼ may stand behind it. */
  readonly hasMark?: boolean;
  /** As it is shown, searched and, unless there is `saved`, saved. */
  readonly text: (row: Row) => string;
  /** In a file, where what is shown is shorter. */
  readonly saved?: (row: Row) => string;
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

const COLUMN_GAP_PX = 10;
const ROW_PADDING_PX = 10;

/**
 * Widths for CSS: the columns of the grid, and below what the table scrolls sideways.
 *
 * @param digits how many digits of a column have to be seen in full, by its id.
 */
export function columnWidths(
  columns: readonly Pick<Column<never>, 'id' | 'width'>[],
  digits: ReadonlyMap<string, number>,
): { readonly columns: string; readonly least: string } {
  const parts = columns.map(({ id, width }) => {
    const { px = '0', fraction } = WIDTH.exec(width)?.groups ?? {};
    const least = digits.has(id) ? `max(${px}px, ${digits.get(id)}ch)` : `${px}px`;
    return { least, track: fraction === undefined ? least : `minmax(${least}, ${fraction})` };
  });
  const gaps = 2 * ROW_PADDING_PX + COLUMN_GAP_PX * (columns.length - 1);
  return {
    columns: parts.map(({ track }) => track).join(' '),
    least: `calc(${[`${gaps}px`, ...parts.map(({ least }) => least)].join(' + ')})`,
  };
}

/** How wide a number is, in digits: points and commas are half as wide, and a percent sign twice. */
export function digitsOf(text: string): number {
  return text.length + (text.endsWith('%') ? 1 : 0) - (text.match(/[.,]/g)?.length ?? 0) / 2;
}

/** `80px`, or `minmax(60px, 1fr)`. */
const WIDTH = /(?<px>\d+)px(?:, (?<fraction>[\d.]+fr))?/;
