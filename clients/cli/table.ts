/** One column of a list. */
export interface Column<Row> {
  readonly header: string;
  /** Aligned at the right, so that digits stand below each other. */
  readonly isNumber?: boolean;
  /** Characters, at least, so that rows that come one by one stand below each other. */
  readonly minWidth?: number;
  readonly text: (row: Row) => string;
  /** For a terminal of 80 columns, where that is shorter. */
  readonly shortText?: (row: Row) => string;
}

const GAP = '  ';

/**
 * The lines of a list: for people a table with a header, for other programs values with tabs between them and no header.
 * A list may come in pages: a column keeps the width of its widest value so far.
 */
export class Table<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #isForPeople: boolean;
  readonly #widths: number[];
  #hasHeader = false;

  constructor(columns: readonly Column<Row>[], isForPeople: boolean) {
    this.#columns = columns;
    this.#isForPeople = isForPeople;
    this.#widths = columns.map(({ header, minWidth = 0 }) => Math.max(header.length, minWidth));
  }

  lines(rows: readonly Row[]): string[] {
    if (rows.length === 0) return [];
    const cells = rows.map((row) => this.#columns.map((column) => this.#cell(column, row)));
    if (!this.#isForPeople) return cells.map((row) => row.join('\t'));
    for (const row of cells) {
      for (const [index, cell] of row.entries()) {
        this.#widths[index] = Math.max(this.#widths[index] ?? 0, cell.length);
      }
    }
    const header = this.#hasHeader ? [] : [this.#columns.map(({ header }) => header)];
    this.#hasHeader = true;
    return [...header, ...cells].map((row) => this.#aligned(row));
  }

  #cell({ text, shortText = text }: Column<Row>, row: Row): string {
    return oneLine(this.#isForPeople ? shortText(row) : text(row));
  }

  #aligned(row: readonly string[]): string {
    const cells = row.map((cell, index) => {
      const width = this.#widths[index] ?? 0;
      return this.#columns[index]?.isNumber === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join(GAP).trimEnd();
  }
}

/** A description may have tabs and line breaks, which would end the cell or the row. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
