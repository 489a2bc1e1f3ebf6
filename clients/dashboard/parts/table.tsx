import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import { type Column, csvText, filteredRows, nextSort, type Sort, sortedRows } from '../core/table.ts';
import { digitsOf, symbolDigits, tableShape } from '../core/table-shape.ts';
import { Change } from './price.tsx';
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
  readonly totals?: Readonly<Record<string, Total>> | undefined;
  /** The last rows are seen: there may be more. */
  readonly onEnd?: () => void;
}

interface Total {
  readonly text: string;
  /** Of a number that is coloured by it. */
  readonly sign?: number;
}

/** Rows drawn beyond what is seen, so that scrolling shows no gap. */
const OVERSCAN = 6;

/** A line of a card: a title and its value; and what is around the lines. */
const CARD_LINE_PX = 33;
const CARD_EDGE_PX = 13;

/**
 * A table whose rows have one height: only those that are seen are drawn. Arrow keys move through it. Where a row has no room, it
 * is a card.
 */
export function Table<Row>(props: Props<Row>) {
  const [sort, setSort] = createSignal(props.sort);
  const [top, setTop] = createSignal(0);
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const [lineHeight, setLineHeight] = createSignal(21);
  const [digitWidth, setDigitWidth] = createSignal(7.5);
  const [current, setCurrent] = createSignal<unknown>();
  let scroll: HTMLDivElement | undefined;
  let digit: HTMLSpanElement | undefined;
  onMount(() => {
    if (scroll === undefined || digit === undefined) return;
    const measured = Number.parseFloat(getComputedStyle(scroll).getPropertyValue('--row'));
    if (measured > 0) setLineHeight(measured);
    const observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        if (target === scroll) setSize({ width: contentRect.width, height: contentRect.height });
        else if (contentRect.width > 0) setDigitWidth(contentRect.width);
      }
    });
    observer.observe(scroll);
    // Wider or narrower when the font has come.
    observer.observe(digit);
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
  // Of the rows that were seen; how many those are depends on the shape.
  const [longest, setLongest] = createSignal<ReadonlyMap<string, number>>(new Map(), { equals: isEqual });
  const shape = createMemo(() =>
    tableShape(props.columns, longest(), { width: size().width, digit: digitWidth() }),
  );
  const isCards = () => shape().cardLines !== undefined;
  const rowHeight = createMemo(() => {
    const { cardLines } = shape();
    return cardLines === undefined ? lineHeight() : cardLines * CARD_LINE_PX + CARD_EDGE_PX;
  });
  const first = () => Math.max(0, Math.floor(top() / rowHeight()) - OVERSCAN);
  const seen = createMemo(() => {
    const count = Math.ceil(size().height / rowHeight()) + 2 * OVERSCAN;
    if (size().height > 0 && first() + count >= lines().length) queueMicrotask(() => props.onEnd?.());
    return new Map(
      lines()
        .slice(first(), first() + count)
        .map((row) => [props.keyOf(row), row]),
    );
  });
  // A number that is cut off is another number: its column is as wide as the longest that was seen.
  createEffect(() => {
    const now = new Map(untrack(longest));
    for (const { id, isNumber, isWhole, text, hasMark } of props.columns) {
      if (isNumber !== true && isWhole !== true) continue;
      const widthOf = isNumber === true ? digitsOf : symbolDigits;
      const extra = hasMark === true ? MARK_DIGITS : 0;
      for (const shown of [...[...seen().values()].map(text), props.totals?.[id]?.text ?? '']) {
        now.set(id, Math.max(now.get(id) ?? 0, widthOf(shown) + extra));
      }
    }
    setLongest(now);
  });

  const goTo = (index: number) => {
    const at = Math.max(0, Math.min(index, lines().length - 1));
    const row = lines()[at];
    if (row === undefined || scroll === undefined) return;
    setCurrent(() => props.keyOf(row));
    props.onCurrent?.(row);
    // The head, and the totals, cover one line each.
    const covered = lineHeight() * (props.totals === undefined ? 1 : 2);
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
    const page = Math.max(1, Math.floor(size().height / rowHeight()) - 2);
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
    <div
      class="table"
      classList={{ cards: isCards() }}
      role="table"
      aria-label={props.label}
      aria-rowcount={lines().length}
    >
      <div
        class="table-scroll"
        role="rowgroup"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard, and its rows are moved through
        tabIndex={0}
        ref={scroll}
        style={{ '--columns': shape().grid, '--row-height': `${rowHeight()}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <span class="table-digit" aria-hidden="true" ref={digit} />
        <div class="table-head" role="row">
          <For each={shape().columns}>
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
                    <span class="mark" aria-hidden="true">
                      {sortMark(sort(), column.id)}
                    </span>
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
                        <For each={shape().columns}>
                          {(column) => (
                            <span
                              role="cell"
                              data-title={column.title}
                              classList={{ number: column.isNumber ?? false }}
                              title={column.isNumber ? undefined : column.text(shown())}
                            >
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
                <For each={shape().columns}>
                  {(column) => (
                    <span
                      role="cell"
                      data-title={column.title}
                      classList={{ number: column.isNumber ?? false }}
                    >
                      <TotalText total={totals()[column.id]} />
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

function TotalText(props: { readonly total: Total | undefined }) {
  return (
    <Show when={props.total?.sign !== undefined} fallback={props.total?.text}>
      <Change text={props.total?.text ?? ''} sign={props.total?.sign ?? 0} />
    </Show>
  );
}

/** The ▲ or ▼ of a number that is drawn. */
const MARK_DIGITS = 2;

function isRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('.table-row');
}

function isEqual(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, digits]) => b.get(id) === digits);
}

function ariaSort(sort: Sort | undefined, id: string) {
  if (sort?.column !== id) return undefined;
  return sort.isDescending ? 'descending' : 'ascending';
}

function sortMark(sort: Sort | undefined, id: string): string {
  if (sort?.column !== id) return '';
  return sort.isDescending ? '▼' : '▲';
}
