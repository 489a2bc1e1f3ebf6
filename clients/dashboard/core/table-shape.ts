import type { Column } from './table.ts';

/** How a table is laid out in the room that it has. */
export interface TableShape<Shown> {
  readonly columns: readonly Shown[];
  /** For CSS: of a row, or of a line of a card. */
  readonly grid: string;
  /** Lines of a card: without room for a row, each row is a card with its values below their titles. */
  readonly cardLines: number | undefined;
}

const GAP_PX = 10;
const PADDING_PX = 10;
/** A title of a card has room in it. */
const LEAST_CARD_COLUMN_PX = 62;

/**
 * Nothing is cut off, and nothing scrolls sideways: columns that can be spared are left out until the others fit; where they do
 * not, rows become cards.
 *
 * @param digits how many digits of a column have to be seen in full, by its id.
 * @param room in pixels; a width of 0 is not known yet.
 */
export function tableShape<Shown extends Pick<Column<never>, 'id' | 'width' | 'spare'>>(
  columns: readonly Shown[],
  digits: ReadonlyMap<string, number>,
  room: { readonly width: number; readonly digit: number },
): TableShape<Shown> {
  const leastOf = ({ id, width }: Shown) =>
    Math.max(Number(PX.exec(width)?.[1] ?? 0), Math.ceil((digits.get(id) ?? 0) * room.digit));
  const sum = (shown: readonly Shown[]) =>
    shown.reduce((total, column) => total + leastOf(column) + GAP_PX, 2 * PADDING_PX - GAP_PX);
  const fits = (shown: readonly Shown[]) => room.width === 0 || sum(shown) <= room.width;

  const toSpare = columns
    .filter(({ spare }) => spare !== undefined)
    .sort((a, b) => (b.spare ?? 0) - (a.spare ?? 0));
  let shown = columns;
  for (const column of toSpare) if (!fits(shown)) shown = shown.filter((other) => other !== column);
  if (fits(shown)) {
    const tracks = shown.map((column) => {
      const fraction = FRACTION.exec(column.width)?.[0];
      const least = `${leastOf(column)}px`;
      return fraction === undefined ? least : `minmax(${least}, ${fraction})`;
    });
    return { columns: shown, grid: tracks.join(' '), cardLines: undefined };
  }
  const widest = Math.max(LEAST_CARD_COLUMN_PX, ...columns.map(leastOf));
  const inOneLine = Math.floor((room.width - 2 * PADDING_PX + GAP_PX) / (widest + GAP_PX));
  const perLine = Math.max(1, Math.min(inOneLine, columns.length));
  const cardLines = Math.ceil(columns.length / perLine);
  return { columns, grid: `repeat(${perLine}, minmax(0, 1fr))`, cardLines };
}

/** Of `80px`, or `minmax(60px, 1fr)`. */
const PX = /(\d+)px/;
const FRACTION = /[\d.]+fr/;

/** How wide a number is, in digits: points and commas are half as wide, and a percent sign twice. */
export function digitsOf(text: string): number {
  return text.length + (text.endsWith('%') ? 1 : 0) - (text.match(/[.,]/g)?.length ?? 0) / 2;
}

/** How wide a symbol is, in digits: capitals are wider. One that is longer than any that is usual is cut off after all. */
export function symbolDigits(text: string): number {
  return Math.min(MAX_SYMBOL_DIGITS, text.length * 1.15);
}

const MAX_SYMBOL_DIGITS = 16;
