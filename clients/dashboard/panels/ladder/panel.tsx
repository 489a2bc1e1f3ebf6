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
import type { Order } from '../../../../gen/redleaf/v1/order_pb.ts';
import { BookView, groupingSteps, type Sides } from '../../core/book.ts';
import { decimalText } from '../../core/decimal.ts';
import { Tape } from '../../core/tape.ts';
import { AmendDialog } from '../../parts/amend-dialog.tsx';
import { NoInstrument } from '../../parts/no-instrument.tsx';
import { Price } from '../../parts/price.tsx';
import { useDashboard, useOpenOrders, useSelected, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './ladder.css';
import { followRoom, type Room } from './follow-room.tsx';
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
    <Show when={selected()} keyed fallback={<NoInstrument />}>
      {(instrument) => <Book instrument={instrument} />}
    </Show>
  );
}

function Book(props: { readonly instrument: Instrument }) {
  const dashboard = useDashboard();
  const { feed, settings, ticket } = dashboard;
  const own = useOpenOrders();
  const [room, setRoom] = createSignal<Room>({ rowsPerSide: 10, hasTotal: true });
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
      ...{ sides: now, before, own: own(), grouping: grouping(), rowsPerSide: room().rowsPerSide },
      lastPrice: trades()?.at(-1)?.price,
      instrument: props.instrument,
    });
    before = now;
    return shown;
  });
  let element: HTMLDivElement | undefined;
  let head: HTMLDivElement | undefined;
  onMount(() => {
    if (element !== undefined && head !== undefined) onCleanup(followRoom(element, head, setRoom));
  });
  const choose = (price: number, { ctrlKey, metaKey }: MouseEvent) => {
    if ((ctrlKey || metaKey) && settings.current.value.oneClickTrading) {
      dashboard.placeAtOnce(price, props.instrument);
    } else {
      ticket.value = { ...ticket.value, price: decimalText(price, props.instrument.priceScale) };
    }
  };
  const [amending, setAmending] = createSignal<Amending>();
  const amend = (orders: readonly Order[], anchor: Element) => setAmending({ orders, anchor });
  return (
    <div class="ladder" classList={{ 'without-total': !room().hasTotal }} ref={element}>
      <div class="ladder-head" aria-hidden="true" ref={head}>
        <span class="ladder-price">Price</span>
        <span>Size</span>
        <span class="ladder-total">Total</span>
      </div>
      <Rows rows={view().asks} side="sell" onChoose={choose} onAmend={amend} />
      <div class="ladder-spread">
        <strong>{view().midText}</strong>
        <span class="muted">{view().spreadText}</span>
      </div>
      <Rows rows={view().bids} side="buy" onChoose={choose} onAmend={amend} />
      <Show when={amending()} keyed>
        {({ orders, anchor }) => (
          <AmendDialog orders={orders} anchor={anchor} onClose={() => setAmending(undefined)} />
        )}
      </Show>
    </div>
  );
}

interface Amending {
  readonly orders: readonly Order[];
  readonly anchor: Element;
}

interface RowsProps {
  readonly rows: readonly LadderRow[];
  readonly side: 'buy' | 'sell';
  readonly onChoose: (price: number, event: MouseEvent) => void;
  readonly onAmend: (orders: readonly Order[], anchor: Element) => void;
}

function Rows(props: RowsProps) {
  const choose = ({ price }: LadderRow, event: MouseEvent) => {
    if (price !== undefined) props.onChoose(price, event);
  };
  return (
    <div class={`ladder-rows ${props.side}-rows`}>
      <Index each={props.rows}>
        {(row) => (
          <div
            class="ladder-row"
            classList={{ last: row().isLast, own: row().ownText !== '' }}
            ref={(element) => flash(element, row, props.side)}
          >
            <span class="ladder-bar" style={{ transform: `scaleX(${row().share})` }} />
            <button
              type="button"
              class="ladder-level"
              disabled={row().price === undefined}
              onClick={(event) => choose(row(), event)}
            >
              <span class="visually-hidden">{rowLabel(row(), props.side)}</span>
              <span class={`ladder-price ${props.side}`} aria-hidden="true">
                <Price text={row().priceText} dimmed={row().dimmed} />
              </span>
              <span aria-hidden="true">{row().quantityText}</span>
              <span class="ladder-total muted" aria-hidden="true">
                {row().totalText}
              </span>
            </button>
            <Show when={row().ownText !== ''}>
              <OwnMark row={row()} onAmend={props.onAmend} />
            </Show>
          </div>
        )}
      </Index>
    </div>
  );
}

interface OwnMarkProps {
  readonly row: LadderRow;
  readonly onAmend: RowsProps['onAmend'];
}

/** What the party has at a level, and what there is to say of it: a click amends. */
function OwnMark(props: OwnMarkProps) {
  return (
    <button
      type="button"
      class="ladder-own"
      aria-label={`Amend your ${props.row.ownText} at ${props.row.priceText}`}
      title={props.row.placeText || 'Amend or cancel'}
      disabled={props.row.ownOrders.length === 0}
      onClick={(event) => props.onAmend(props.row.ownOrders, event.currentTarget)}
    >
      <span>{props.row.ownText}</span>
      <span class="ladder-rank">{props.row.rankText}</span>
    </button>
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
