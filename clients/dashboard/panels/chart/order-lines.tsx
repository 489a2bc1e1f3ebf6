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
import { groupedText } from '../../core/decimal.ts';
import { toTick } from '../../core/ticks.ts';
import { sideName, sideText } from '../../core/words.ts';
import { useDashboard, useOpenOrders } from '../../parts/use.ts';
import { afterOrders, type Drag, type OrderLine, orderLines, tagSteps } from './order-drag.ts';
import type { PriceChart } from './price-chart.tsx';

const TAG_WIDTH = 104;
const TAG_INSET = 8;

interface Props {
  readonly chart: PriceChart;
  readonly instrument: Instrument;
  /** Changes when prices may stand elsewhere. */
  readonly moved: () => unknown;
}

/** Own open orders over the chart: a line is dragged to amend its order, and crossed off to cancel it. */
export function OrderLines(props: Props) {
  const { orders, settings } = useDashboard();
  const own = useOpenOrders();
  const [drag, setDrag] = createSignal<Drag>();
  createEffect(() => {
    const now = own();
    setDrag((before) => afterOrders(before, now));
  });
  const lines = createMemo(() => orderLines(own(), props.instrument.instrumentId, drag()));
  const places = createMemo(() => {
    props.moved();
    const heights = lines().map(({ price, drag: to }) => props.chart.yOf(to?.price ?? price) ?? -100);
    const steps = tagSteps(heights);
    return heights.map((height, index) => ({ height, step: steps[index] ?? 0 }));
  });
  const height = createMemo(() => {
    props.moved();
    return props.chart.plotHeight;
  });
  const scaleWidth = createMemo(() => {
    props.moved();
    return props.chart.scaleWidth;
  });
  const isInSight = (y = -1) => y >= 0 && y <= height();
  const textOf = (price: number) => groupedText(price, props.instrument.priceScale);

  let layer: HTMLDivElement | undefined;
  const priceAt = (event: PointerEvent): number | undefined => {
    const top = layer?.getBoundingClientRect().top ?? 0;
    const y = Math.min(Math.max(event.clientY - top, 2), height() - 2);
    const price = props.chart.priceAt(y);
    return price === undefined ? undefined : toTick(price, props.instrument);
  };
  const send = async (line: OrderLine, price: number) => {
    const { orderId } = line.order;
    setDrag({ orderId, price, phase: 'sent' });
    const reject = await orders.amend(line.order, { price });
    // Else the order moves when its report comes.
    if (reject !== undefined) setDrag((now) => (now?.orderId === orderId ? undefined : now));
  };
  const letGo = (line: OrderLine) => {
    const now = drag();
    if (now?.phase !== 'moving') return;
    if (now.price === line.price) setDrag(undefined);
    else if (settings.current.value.confirmOrders) setDrag({ ...now, phase: 'asking' });
    else void send(line, now.price);
  };
  const step = (line: OrderLine, ticks: number) => {
    const from = line.drag?.price ?? line.price;
    const price = toTick(from + ticks * Number(props.instrument.tickSize), props.instrument);
    setDrag({ orderId: line.order.orderId, price, phase: 'moving' });
  };
  const handlers = {
    onPointerDown(line: OrderLine, event: PointerEvent & { readonly currentTarget: HTMLElement }) {
      if (!line.isFree || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ orderId: line.order.orderId, price: line.price, phase: 'moving' });
    },
    onPointerMove(line: OrderLine, event: PointerEvent) {
      if (line.drag?.phase !== 'moving' || event.buttons === 0) return;
      const price = priceAt(event);
      if (price !== undefined) setDrag({ ...line.drag, price });
    },
    onKeyDown(line: OrderLine, event: KeyboardEvent) {
      if (!line.isFree) return;
      const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (direction !== 0) step(line, direction * (event.shiftKey ? 10 : 1));
      else if (event.key === 'Enter' && line.drag?.phase === 'moving') letGo(line);
      else if (event.key === 'Delete') void orders.cancel(line.order);
      else return;
      event.preventDefault();
    },
  };
  // Wherever the focus is while an order is in the hand.
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || untrack(drag) === undefined || untrack(drag)?.phase === 'sent') return;
    event.stopPropagation();
    setDrag(undefined);
  };
  onMount(() => window.addEventListener('keydown', onEscape, true));
  onCleanup(() => window.removeEventListener('keydown', onEscape, true));

  return (
    <div class="order-lines" ref={layer} style={{ height: `${height()}px` }}>
      <For each={lines().filter(({ drag: to, price }) => to !== undefined && to.price !== price)}>
        {({ price }) => {
          const y = () => {
            props.moved();
            return props.chart.yOf(price) ?? -100;
          };
          return <div class="order-line ghost" style={{ top: `${y()}px` }} />;
        }}
      </For>
      <Index each={lines()}>
        {(line, index) => (
          <div
            class="order-line"
            classList={{
              hollow: line().isHollow || line().drag?.phase === 'sent',
              'out-of-sight': !isInSight(places()[index]?.height),
            }}
            style={{ top: `${places()[index]?.height ?? -100}px` }}
          >
            <div
              class="order-reach"
              style={{ right: `${scaleWidth()}px` }}
              onPointerDown={(event) => handlers.onPointerDown(line(), event)}
              onPointerMove={(event) => handlers.onPointerMove(line(), event)}
              onPointerUp={() => letGo(line())}
              onPointerCancel={() => setDrag(undefined)}
            />
            <div
              class="order-tag"
              style={{ right: `${scaleWidth() + TAG_INSET + (places()[index]?.step ?? 0) * TAG_WIDTH}px` }}
            >
              <button
                type="button"
                class="order-grip"
                aria-label={`${orderLabel(line(), props.instrument)}: arrow keys move it, Enter amends`}
                title="Drag to amend · Esc lets it be"
                disabled={!line().isFree}
                onPointerDown={(event) => handlers.onPointerDown(line(), event)}
                onPointerMove={(event) => handlers.onPointerMove(line(), event)}
                onPointerUp={() => letGo(line())}
                onPointerCancel={() => setDrag(undefined)}
                onKeyDown={(event) => handlers.onKeyDown(line(), event)}
              >
                <span class={sideName(line().order.side)}>{sideText(line().order.side)}</span>
                {groupedText(line().order.leavesQuantity, props.instrument.quantityScale)}
              </button>
              <button
                type="button"
                class="order-cross"
                aria-label={`Cancel: ${orderLabel(line(), props.instrument)}`}
                title="Cancel"
                disabled={!line().isFree}
                onClick={() => void orders.cancel(line().order)}
              >
                ×
              </button>
            </div>
            <span class="order-price" style={{ width: `${scaleWidth()}px` }}>
              {textOf(line().drag?.price ?? line().price)}
            </span>
            <Show when={line().drag?.phase === 'asking' ? line().drag : undefined}>
              {(asked) => (
                <Question
                  from={textOf(line().price)}
                  to={textOf(asked().price)}
                  isAbove={(places()[index]?.height ?? 0) > height() / 2}
                  right={scaleWidth() + TAG_INSET}
                  onYes={() => void send(line(), asked().price)}
                  onNo={() => setDrag(undefined)}
                />
              )}
            </Show>
          </div>
        )}
      </Index>
    </div>
  );
}

interface QuestionProps {
  readonly from: string;
  readonly to: string;
  readonly isAbove: boolean;
  readonly right: number;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Question(props: QuestionProps) {
  const { settings } = useDashboard();
  let yes: HTMLButtonElement | undefined;
  onMount(() => yes?.focus());
  return (
    <div
      class="order-ask"
      classList={{ above: props.isAbove }}
      role="group"
      aria-label="Amend this order?"
      style={{ right: `${props.right}px` }}
    >
      <span>
        {props.from} → <b>{props.to}</b>
      </span>
      <label class="row muted">
        <input
          type="checkbox"
          onChange={(event) => settings.change({ confirmOrders: !event.currentTarget.checked })}
        />
        Do not ask again
      </label>
      <button type="button" class="button quiet small" onClick={() => props.onNo()}>
        Back
      </button>
      <button type="button" class="button primary small" ref={yes} onClick={() => props.onYes()}>
        Amend
      </button>
    </div>
  );
}

function orderLabel({ order, drag }: OrderLine, { priceScale, quantityScale }: Instrument): string {
  const quantity = groupedText(order.leavesQuantity, quantityScale);
  return `${sideText(order.side)} ${quantity} at ${groupedText(drag?.price ?? order.price, priceScale)}`;
}
