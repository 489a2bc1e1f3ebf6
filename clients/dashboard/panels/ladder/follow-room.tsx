import { beforeNextFrame } from '../../parts/use.ts';

/** What the ladder has room for. */
export interface Room {
  readonly rowsPerSide: number;
  /** Totals are left out before a number is cut off. */
  readonly hasTotal: boolean;
}

/** Of the head and the line of the spread, in rows. */
const OTHER_ROWS = 2.4;
const LEAST_ROWS = 3;

/**
 * Tells what there is room for, now and whenever that changes.
 *
 * @param head as wide as all columns, in sight or not.
 * @returns ends it.
 */
export function followRoom(ladder: HTMLElement, head: HTMLElement, onRoom: (room: Room) => void): () => void {
  const rowHeight = Number.parseFloat(getComputedStyle(ladder).getPropertyValue('--row')) || 21;
  let hasTotal = true;
  let widthWithTotal = 0;
  const measure = () => {
    if (hasTotal) widthWithTotal = head.offsetWidth;
    hasTotal = widthWithTotal <= ladder.clientWidth;
    const rowsPerSide = Math.floor((ladder.clientHeight / rowHeight - OTHER_ROWS) / 2);
    onRoom({ rowsPerSide: Math.max(LEAST_ROWS, rowsPerSide), hasTotal });
  };
  // What is measured changes with what is told: not within the same frame.
  const observer = new ResizeObserver(() => beforeNextFrame(measure));
  observer.observe(ladder);
  observer.observe(head);
  return () => observer.disconnect();
}
