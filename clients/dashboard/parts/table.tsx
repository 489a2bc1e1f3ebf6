import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { type Column, nextSort, type Sort, sortedRows } from '../core/table.ts';

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly (Column<Row> & { readonly cell?: (row: Row) => JSX.Element })[];
  readonly keyOf: (row: Row) => unknown;
  /** What is there while there are no rows. */
  readonly empty: JSX.Element;
  /** The order of the rows at first: as they come, when none. */
  readonly sort?: Sort;
  readonly selected?: unknown;
  readonly onSelect?: (row: Row) => void;
}

/** Rows drawn beyond what is seen, so that scrolling shows no gap. */
const OVERSCAN = 6;

/** A table whose rows have one height: only those that are seen are drawn. */
export function Table<Row>(props: Props<Row>) {
  const [sort, setSort] = createSignal(props.sort);
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(0);
  const [rowHeight, setRowHeight] = createSignal(21);
  let scroll: HTMLDivElement | undefined;
  onMount(() => {
    if (scroll === undefined) return;
    const measured = Number.parseFloat(getComputedStyle(scroll).getPropertyValue('--row'));
    if (measured > 0) setRowHeight(measured);
    const observer = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 0));
    observer.observe(scroll);
    onCleanup(() => observer.disconnect());
  });
  const sorted = createMemo(() => sortedRows(props.rows, props.columns, sort()));
  const first = () => Math.max(0, Math.floor(top() / rowHeight()) - OVERSCAN);
  const seen = createMemo(() => {
    const count = Math.ceil(height() / rowHeight()) + 2 * OVERSCAN;
    return sorted().slice(first(), first() + count);
  });
  const columns = () => props.columns.map(({ width }) => width).join(' ');
  const style = () => ({ '--columns': columns(), '--min-width': `${minWidth(props.columns)}px` });
  return (
    <div class="table" role="table" aria-label={props.label} aria-rowcount={sorted().length}>
      <div
        class="table-scroll"
        ref={scroll}
        style={style()}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div class="table-head" role="row">
          <For each={props.columns}>
            {(column) => (
              <span
                role="columnheader"
                classList={{ number: column.isNumber ?? false }}
                aria-sort={ariaSort(sort(), column.id)}
              >
                <Show when={column.compare} fallback={column.title}>
                  <button type="button" onClick={() => setSort(nextSort(sort(), column.id))}>
                    {column.title}
                    <span class="mark">{sortMark(sort(), column.id)}</span>
                  </button>
                </Show>
              </span>
            )}
          </For>
        </div>
        <Show when={sorted().length > 0} fallback={<div class="empty">{props.empty}</div>}>
          <div class="table-body" style={{ height: `${sorted().length * rowHeight()}px` }}>
            <For each={seen()}>
              {(row, index) => (
                <div
                  class="table-row"
                  role="row"
                  classList={{
                    selected: props.selected !== undefined && props.keyOf(row) === props.selected,
                  }}
                  aria-rowindex={first() + index() + 1}
                  style={{ transform: `translateY(${(first() + index()) * rowHeight()}px)` }}
                  onClick={() => props.onSelect?.(row)}
                >
                  <For each={props.columns}>
                    {(column) => (
                      <span role="cell" classList={{ number: column.isNumber ?? false }}>
                        {column.cell?.(row) ?? column.text(row)}
                      </span>
                    )}
                  </For>
                </div>
              )}
            </For>
          </div>
        </Show>
      </div>
    </div>
  );
}

const COLUMN_GAP = 12;
const ROW_PADDING = 10;

/** Below this a table scrolls sideways: what its columns need at least. */
function minWidth(columns: readonly { readonly width: string }[]): number {
  const widths = columns.map(({ width }) => Number.parseFloat(/\d+(?=px)/.exec(width)?.[0] ?? '0'));
  return widths.reduce((sum, width) => sum + width + COLUMN_GAP, 2 * ROW_PADDING - COLUMN_GAP);
}

function ariaSort(sort: Sort | undefined, id: string) {
  if (sort?.column !== id) return undefined;
  return sort.isDescending ? 'descending' : 'ascending';
}

function sortMark(sort: Sort | undefined, id: string): string {
  if (sort?.column !== id) return '';
  return sort.isDescending ? '▼' : '▲';
}
