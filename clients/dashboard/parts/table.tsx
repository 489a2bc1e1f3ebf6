import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import {
  type Column,
  columnWidths,
  csvText,
  digitsOf,
  filteredRows,
  nextSort,
  type Sort,
  sortedRows,
} from '../core/table.ts';
import type { TableTools } from './table-tools.tsx';

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** A cell is drawn once for each row, and follows it. */
  readonly columns: readonly (Column<Row> & { readonly cell?: (row: () => Row) => JSX.Element })[];
  /** The same for the same thing, whatever has become of it: a text or a number. */
  readonly keyOf: (row: Row) => unknown;
  /** What is there while there are no rows. */
  readonly empty: JSX.Element;
  /** The order of the rows at first: as they come, when none. */
  readonly sort?: Sort;
  /** The controls in the panel's header: a text to find, and the file of what is shown. */
  readonly tools?: TableTools;
  readonly selected?: unknown;
  /** A click, or Enter on the current row. */
  readonly onSelect?: (row: Row) => void;
  /** The row that a click or the arrow keys come to. */
  readonly onCurrent?: (row: Row) => void;
  /** Enter on the current row or a double click, in place of `onSelect`; with the row as it is drawn. */
  readonly onOpen?: (row: Row, element: Element) => void;
  /** Rows that belong below a row, wherever it is sorted to. */
  readonly below?: (row: Row) => readonly Row[];
  /** A last row that stays in sight, by column. */
  readonly totals?: Readonly<Record<string, JSX.Element>> | undefined;
  /** The last rows are seen: there may be more. */
  readonly onEnd?: () => void;
}

/** Rows drawn beyond what is seen, so that scrolling shows no gap. */
const OVERSCAN = 6;

/** A table whose rows have one height: only those that are seen are drawn. Arrow keys move through it. */
export function Table<Row>(props: Props<Row>) {
  const [sort, setSort] = createSignal(props.sort);
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(0);
  const [rowHeight, setRowHeight] = createSignal(21);
  const [current, setCurrent] = createSignal<unknown>();
  let scroll: HTMLDivElement | undefined;
  onMount(() => {
    if (scroll === undefined) return;
    const measured = Number.parseFloat(getComputedStyle(scroll).getPropertyValue('--row'));
    if (measured > 0) setRowHeight(measured);
    const observer = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 0));
    observer.observe(scroll);
    onCleanup(() => observer.disconnect());
  });
  const found = createMemo(() => filteredRows(props.rows, props.columns, props.tools?.filter() ?? ''));
  const sorted = createMemo(() => sortedRows(found(), props.columns, sort()));
  const lines = createMemo(() => {
    const { below } = props;
    return below === undefined ? sorted() : sorted().flatMap((row) => [row, ...below(row)]);
  });
  const shownTable = {
    csv: () => csvText(lines(), props.columns),
    chooseFirst: () => {
      const row = lines()[0];
      if (row !== undefined) props.onSelect?.(row);
    },
  };
  onCleanup(props.tools?.show(shownTable) ?? (() => {}));
  const first = () => Math.max(0, Math.floor(top() / rowHeight()) - OVERSCAN);
  const seen = createMemo(() => {
    const count = Math.ceil(height() / rowHeight()) + 2 * OVERSCAN;
    if (height() > 0 && first() + count >= lines().length) queueMicrotask(() => props.onEnd?.());
    return new Map(
      lines()
        .slice(first(), first() + count)
        .map((row) => [props.keyOf(row), row]),
    );
  });
  // A number that is cut off is another number: its column is as wide as the longest that was seen.
  const digits = createMemo<ReadonlyMap<string, number>>((before) => {
    const longest = new Map(before);
    for (const { id, isNumber, text, hasMark } of props.columns) {
      if (isNumber !== true) continue;
      const extra = hasMark === true ? MARK_DIGITS : 0;
      for (const row of seen().values()) {
        longest.set(id, Math.max(longest.get(id) ?? 0, digitsOf(text(row)) + extra));
      }
    }
    return longest;
  }, new Map());
  const widths = createMemo(() => columnWidths(props.columns, digits()));
  const style = () => ({ '--columns': widths().columns, '--min-width': widths().least });

  const goTo = (index: number) => {
    const at = Math.max(0, Math.min(index, lines().length - 1));
    const row = lines()[at];
    if (row === undefined || scroll === undefined) return;
    setCurrent(() => props.keyOf(row));
    props.onCurrent?.(row);
    // The head, and the totals, cover one row each.
    const covered = rowHeight() * (props.totals === undefined ? 1 : 2);
    const lowest = (at + 1) * rowHeight() + covered - scroll.clientHeight;
    scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, lowest), at * rowHeight());
  };
  const enter = (row: Row) => {
    const element = scroll?.querySelector('.table-row.current');
    if (props.onOpen === undefined) props.onSelect?.(row);
    else if (element) props.onOpen(row, element);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A row has the focus after a click; what is in it has keys of its own.
    if (event.target !== scroll && !isRow(event.target)) return;
    const at = lines().findIndex((row) => props.keyOf(row) === current());
    const page = Math.max(1, Math.floor(height() / rowHeight()) - 2);
    const targets: Readonly<Record<string, number>> = {
      ...{ ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), PageDown: at + page, PageUp: at - page },
      ...{ Home: 0, End: lines().length - 1 },
    };
    const target = targets[event.key];
    const row = lines()[at];
    if (target !== undefined) {
      scroll?.focus({ preventScroll: true });
      goTo(target);
    } else if (event.key === 'Enter' && row !== undefined) enter(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="table" role="table" aria-label={props.label} aria-rowcount={lines().length}>
      <div
        class="table-scroll"
        role="rowgroup"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard, and its rows are moved through
        tabIndex={0}
        ref={scroll}
        style={style()}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div class="table-head" role="row">
          <For each={props.columns}>
            {(column) => (
              <span
                role="columnheader"
                classList={{ number: column.isNumber ?? false }}
                aria-sort={ariaSort(sort(), column.id)}
              >
                <Show
                  when={column.compare}
                  fallback={column.title || <span class="visually-hidden">Actions</span>}
                >
                  <button type="button" onClick={() => setSort(nextSort(sort(), column.id))}>
                    {column.title}
                    <span class="mark">{sortMark(sort(), column.id)}</span>
                  </button>
                </Show>
              </span>
            )}
          </For>
        </div>
        <Show when={lines().length > 0}>
          <div class="table-body" style={{ height: `${lines().length * rowHeight()}px` }}>
            <For each={[...seen().keys()]}>
              {(key, index) => {
                const row = createMemo<Row | undefined>((before) => seen().get(key) ?? before);
                return (
                  <Show when={row()}>
                    {(shown) => (
                      <div
                        class="table-row"
                        role="row"
                        tabIndex={-1}
                        classList={{
                          selected: props.selected !== undefined && key === props.selected,
                          current: key === current(),
                        }}
                        aria-current={key === current() ? 'true' : undefined}
                        aria-rowindex={first() + index() + 1}
                        style={{ transform: `translateY(${(first() + index()) * rowHeight()}px)` }}
                        onClick={() => {
                          setCurrent(() => key);
                          props.onCurrent?.(shown());
                          props.onSelect?.(shown());
                        }}
                        onDblClick={(event) => props.onOpen?.(shown(), event.currentTarget)}
                      >
                        <For each={props.columns}>
                          {(column) => (
                            <span role="cell" classList={{ number: column.isNumber ?? false }}>
                              {column.cell?.(shown) ?? column.text(shown())}
                            </span>
                          )}
                        </For>
                      </div>
                    )}
                  </Show>
                );
              }}
            </For>
          </div>
          <Show when={props.totals}>
            {(totals) => (
              <div class="table-totals" role="row">
                <For each={props.columns}>
                  {(column) => (
                    <span role="cell" classList={{ number: column.isNumber ?? false }}>
                      {totals()[column.id]}
                    </span>
                  )}
                </For>
              </div>
            )}
          </Show>
        </Show>
      </div>
      <Show when={lines().length === 0}>
        <div class="table-empty empty">
          <Show when={props.rows.length > 0} fallback={props.empty}>
            Nothing here has “{props.tools?.filter()}” in it.
          </Show>
        </div>
      </Show>
    </div>
  );
}

/** The ▲ or ▼ of a number that is drawn. */
const MARK_DIGITS = 2;

function isRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('.table-row');
}

function ariaSort(sort: Sort | undefined, id: string) {
  if (sort?.column !== id) return undefined;
  return sort.isDescending ? 'descending' : 'ascending';
}

function sortMark(sort: Sort | undefined, id: string): string {
  if (sort?.column !== id) return '';
  return sort.isDescending ? '▼' : '▲';
}
