/** One column of a list. */
export interface Column<Row> {
  readonly header: string;
  /** Aligned at the right, so that digits stand below each other. */
  readonly isNumber?: boolean;
  /** Characters, at least, so that rows that come one by one stand below each other. */
  readonly minWidth?: number;
  readonly text: (row: Row) => string;
  /** For a terminal, where that is shorter. */
  readonly shortText?: (row: Row) => string;
  /** Left out, the first one first, where a terminal is too narrow for all. */
  readonly isExtra?: boolean;
}

/** A column that is shown. */
interface Shown<Row> {
  readonly column: Column<Row>;
  width: number;
}

const GAP = '  ';
/** What is left of a text at the end of a line, at least, when it is cut. */
const MIN_CUT_WIDTH = 8;

/**
 * The lines of a list: for people a table with a header, for other programs values with tabs between them and no header.
 *
 * A table fits a terminal: columns that are extra are left out, and a text in the last column is cut. A list may come in
 * pages: the first one settles which columns there are, and a column keeps the width of its widest value so far.
 */
export class Table<Row> {
  readonly #terminalWidth: number | undefined;
  #shown: Shown<Row>[];
  #hasHeader = false;

  /** @param terminalWidth characters of a line; undefined for other programs. */
  constructor(columns: readonly Column<Row>[], terminalWidth: number | undefined) {
    this.#terminalWidth = terminalWidth;
    this.#shown = columns.map((column) => ({
      column,
      width: Math.max(column.header.length, column.minWidth ?? 0),
    }));
  }

  lines(rows: readonly Row[]): string[] {
    if (rows.length === 0) return [];
    const terminalWidth = this.#terminalWidth;
    if (terminalWidth === undefined)
      return rows.map((row) => this.#shown.map(({ column }) => oneLine(column.text(row))).join('\t'));
    for (const shown of this.#shown)
      for (const row of rows) shown.width = Math.max(shown.width, cellText(shown.column, row).length);
    const cells = [];
    if (!this.#hasHeader) {
      this.#shown = fitting(this.#shown, terminalWidth);
      cells.push(this.#shown.map(({ column }) => column.header));
    }
    this.#hasHeader = true;
    for (const row of rows) cells.push(this.#shown.map(({ column }) => cellText(column, row)));
    return cells.map((line) => this.#aligned(line, terminalWidth));
  }

  #aligned(cells: readonly string[], terminalWidth: number): string {
    const padded = this.#shown.map(({ column, width }, index) => {
      const cell = cells[index] ?? '';
      return column.isNumber === true ? cell.padStart(width) : cell.padEnd(width);
    });
    const line = padded.join(GAP).trimEnd();
    const limit = Math.max(terminalWidth, minWidth(this.#shown));
    return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
  }
}

/** Without as many of the extra columns as it takes. */
function fitting<Row>(columns: readonly Shown<Row>[], terminalWidth: number): Shown<Row>[] {
  const shown = [...columns];
  while (minWidth(shown) > terminalWidth) {
    const extra = shown.findIndex(({ column }) => column.isExtra === true);
    if (extra === -1) break;
    shown.splice(extra, 1);
  }
  return shown;
}

/** Of a line whose last column is cut as far as it may be: a number never. */
function minWidth<Row>(shown: readonly Shown<Row>[]): number {
  const last = shown.length - 1;
  const widths = shown.map(({ column, width }, index) =>
    index === last && column.isNumber !== true ? Math.min(width, MIN_CUT_WIDTH) : width,
  );
  return widths.reduce((sum, width) => sum + width, GAP.length * last);
}

function cellText<Row>({ text, shortText = text }: Column<Row>, row: Row): string {
  return oneLine(shortText(row));
}

/** A description may have tabs and line breaks, which would end the cell or the row. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
