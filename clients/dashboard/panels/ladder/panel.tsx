import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Index,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { BookView, groupingSteps, type Sides } from '../../core/book.ts';
import { decimalText } from '../../core/decimal.ts';
import { Tape } from '../../core/tape.ts';
import { Price } from '../../parts/price.tsx';
import { useDashboard, useOpenOrders, useSelected, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './ladder.css';
import { type LadderRow, ladderView } from './view.ts';

/** The step of the ladder, in ticks, whatever is looked at. */
const [stepIndex, setStepIndex] = createSignal(0);

export const panel: Panel = { id: 'ladder', title: 'Order book', Body: Ladder, Tools: Grouping };

function Grouping() {
  const selected = useSelected();
  return (
    <Show when={selected()}>
      {(instrument) => (
        <select
          class="button small"
          aria-label="Step of prices"
          onChange={(event) => setStepIndex(event.currentTarget.selectedIndex)}
        >
          <For each={groupingSteps(Number(instrument().tickSize))}>
            {(step, index) => (
              <option selected={index() === stepIndex()}>{decimalText(step, instrument().priceScale)}</option>
            )}
          </For>
        </select>
      )}
    </Show>
  );
}

function Ladder() {
  const selected = useSelected();
  return (
    <Show when={selected()} keyed fallback={<div class="empty">No instrument is listed yet.</div>}>
      {(instrument) => <Book instrument={instrument} />}
    </Show>
  );
}

function Book(props: { readonly instrument: Instrument }) {
  const { feed, ticket } = useDashboard();
  const own = useOpenOrders();
  const [rowsPerSide, setRowsPerSide] = createSignal(10);
  const tick = Number(props.instrument.tickSize);
  const grouping = createMemo(() => (stepIndex() === 0 ? 0 : (groupingSteps(tick)[stepIndex()] ?? 0)));
  const sides = createMemo(() => {
    const { instrumentId } = props.instrument;
    const book = new BookView(feed, { instrumentId, depth: 50, priceGrouping: grouping() });
    onCleanup(book.close);
    return useSource(book.sides);
  });
  const tape = new Tape(feed, props.instrument.instrumentId);
  onCleanup(tape.close);
  const trades = useSource(tape.trades);
  let before: Sides | undefined;
  const view = createMemo(() => {
    const now = sides()();
    const shown = ladderView({
      ...{ sides: now, before, own: own(), grouping: grouping(), rowsPerSide: rowsPerSide() },
      lastPrice: trades()?.at(-1)?.price,
      instrument: props.instrument,
    });
    before = now;
    return shown;
  });
  let element: HTMLDivElement | undefined;
  onMount(() => {
    if (element === undefined) return;
    const rowHeight = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 21;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      setRowsPerSide(Math.max(3, Math.floor((height / rowHeight - 2.4) / 2)));
    });
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  const choose = (price: number | undefined) => {
    if (price === undefined) return;
    ticket.value = { ...ticket.value, price: decimalText(price, props.instrument.priceScale) };
  };
  return (
    <div class="ladder" ref={element}>
      <div class="ladder-head" aria-hidden="true">
        <span />
        <span>Price</span>
        <span>Size</span>
        <span>Total</span>
      </div>
      <Rows rows={view().asks} side="sell" onChoose={choose} />
      <div class="ladder-spread">
        <strong>{view().midText}</strong>
        <span class="muted">
          <Show when={view().spreadText} fallback={sides()() ? 'one side is empty' : ''}>
            spread {view().spreadText}
          </Show>
        </span>
      </div>
      <Rows rows={view().bids} side="buy" onChoose={choose} />
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly LadderRow[];
  readonly side: 'buy' | 'sell';
  readonly onChoose: (price: number | undefined) => void;
}

function Rows(props: RowsProps) {
  return (
    <div class={`ladder-rows ${props.side}-rows`}>
      <Index each={props.rows}>
        {(row) => (
          <button
            type="button"
            class="ladder-row"
            classList={{ last: row().isLast, own: row().ownText !== '' }}
            disabled={row().price === undefined}
            title={row().placeText}
            onClick={() => props.onChoose(row().price)}
            ref={(element) => flash(element, row, props.side)}
          >
            <span class="visually-hidden">{rowLabel(row(), props.side)}</span>
            <span class="ladder-bar" style={{ transform: `scaleX(${row().share})` }} />
            <span class="ladder-own" aria-hidden="true">
              {row().ownText}
              <span class="ladder-rank">{row().rankText}</span>
            </span>
            <span class={props.side} aria-hidden="true">
              <Price text={row().priceText} dimmed={row().dimmed} />
            </span>
            <span aria-hidden="true">{row().quantityText}</span>
            <span class="muted" aria-hidden="true">
              {row().totalText}
            </span>
          </button>
        )}
      </Index>
    </div>
  );
}

function rowLabel({ priceText, quantityText, ownText }: LadderRow, side: 'buy' | 'sell'): string {
  if (priceText === '') return 'no level';
  const own = ownText === '' ? '' : `, ${ownText} of it yours`;
  return `${side === 'buy' ? 'bid' : 'ask'} ${quantityText} at ${priceText}${own}`;
}

const FLASH_MS = 150;
const CALM = matchMedia('(prefers-reduced-motion: reduce)');

/** A level whose size has changed lights up for a moment. */
function flash(element: HTMLElement, row: () => LadderRow, side: 'buy' | 'sell'): void {
  createEffect(() => {
    if (!row().hasChanged || untrack(() => CALM.matches)) return;
    element.animate(
      [{ backgroundColor: `var(--${side}-flash)` }, { backgroundColor: 'transparent' }],
      FLASH_MS,
    );
  });
}
