import { createEffect, createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import { CandleStore } from '../../core/candle-store.ts';
import type { Interval } from '../../core/candles.ts';
import { groupedText, percentText, shortText } from '../../core/decimal.ts';
import { useColours } from '../../parts/colours.ts';
import { beforeNextFrame, useAccount, useDashboard, useSource } from '../../parts/use.ts';
import { type FillMark, fillMarks } from './fills.ts';
import { OrderLines } from './order-lines.tsx';
import { AVERAGE_OF, type Point, pointsOf } from './points.ts';
import { PriceChart } from './price-chart.tsx';

interface Props {
  readonly instrument: Instrument;
  readonly interval: Interval;
}

/** Of one instrument and interval: another one has its own. */
export default function Chart(props: Props) {
  const dashboard = useDashboard();
  const { instrument, interval } = props;
  const { instrumentId } = instrument;
  const store = new CandleStore(dashboard, { instrumentId, interval });
  onCleanup(() => store.close());
  const bars = useSource(store.bars);
  const tick = usePeriods(interval.ms);
  const points = createMemo(() => {
    tick();
    const now = bars();
    return now === undefined ? undefined : pointsOf(now, interval.ms, Date.now() - store.clockAheadMs);
  });
  const fills = useAccount(({ fills: own }) => own, []);
  const marks = createMemo(() => fillMarks(fills(), instrumentId, points() ?? []));
  const colours = useColours();
  const [chart, setChart] = createSignal<PriceChart>();
  const [hovered, setHovered] = createSignal<Point>();
  const [moved, setMoved] = createSignal(undefined, { equals: false });
  let element: HTMLDivElement | undefined;
  onMount(() => {
    if (element === undefined) return;
    const follow = () => setMoved(undefined);
    const drawn = new PriceChart(
      {
        ...{ element, instrument, interval, marketTimeZone: dashboard.exchange.marketTimeZone },
        onHover: setHovered,
        onMoved: () => beforeNextFrame(follow),
        // What is older is of no use where not all is drawn that is here.
        onOldest: () => {
          if (points()?.[0]?.openMs === bars()?.[0]?.openMs) void store.loadOlder();
        },
      },
      colours(),
    );
    onCleanup(() => drawn.remove());
    createEffect(() => drawn.setColours(colours()));
    createEffect(() => drawn.setPoints(points() ?? []));
    createEffect(() => drawn.setFills(marks()));
    setChart(drawn);
  });
  return (
    <div class="chart-plot">
      <div class="chart-canvas" ref={element} />
      <Legend point={hovered() ?? points()?.at(-1)} marks={marks()} instrument={instrument} />
      <Show when={points()?.length === 0}>
        <div class="empty chart-canvas">Nothing has traded yet.</div>
      </Show>
      <Show when={chart()} keyed>
        {(drawn) => <OrderLines chart={drawn} instrument={instrument} moved={moved} />}
      </Show>
      <a
        class="chart-attribution"
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noopener noreferrer"
        title="TradingView Lightweight Charts™, copyright © 2025 TradingView, Inc."
      >
        TradingView Lightweight Charts™
      </a>
    </div>
  );
}

/** Changes when a period begins: one without a trade is drawn too. */
function usePeriods(intervalMs: number) {
  const [period, setPeriod] = createSignal(undefined, { equals: false });
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    timer = setTimeout(
      () => {
        setPeriod(undefined);
        wait();
      },
      intervalMs - (Date.now() % intervalMs),
    );
  };
  wait();
  onCleanup(() => clearTimeout(timer));
  return period;
}

interface LegendProps {
  readonly point: Point | undefined;
  readonly marks: readonly FillMark[];
  readonly instrument: Instrument;
}

/** The period under the crosshair, else the newest one, in numbers. */
function Legend(props: LegendProps) {
  const price = (value: number) => groupedText(Math.round(value), props.instrument.priceScale);
  const quantity = (value: number) => shortText(value, props.instrument.quantityScale);
  return (
    <Show when={props.point}>
      {(point) => {
        const direction = () => (point().close >= point().open ? 'buy' : 'sell');
        const own = () => props.marks.filter(({ openMs }) => openMs === point().openMs);
        return (
          <div class="chart-legend">
            <Figure name="O" value={price(point().open)} class={direction()} />
            <Figure name="H" value={price(point().high)} class={direction()} />
            <Figure name="L" value={price(point().low)} class={direction()} />
            <Figure name="C" value={price(point().close)} class={direction()} />
            <span class={direction()}>{percentText(point().close - point().open, point().open)}</span>
            <Figure name="Vol" value={quantity(point().volume)} />
            <Show when={point().average}>
              {(average) => <Figure name={`MA ${AVERAGE_OF}`} value={price(average())} />}
            </Show>
            <Show when={own().length > 0}>
              <span class="chart-own">
                you{' '}
                {own()
                  .map((mark) => `${mark.side === Side.BUY ? 'bought' : 'sold'} ${quantity(mark.quantity)}`)
                  .join(', ')}
              </span>
            </Show>
          </div>
        );
      }}
    </Show>
  );
}

function Figure(props: { readonly name: string; readonly value: string; readonly class?: string }) {
  return (
    <span>
      {props.name}
      <b class={props.class}>{props.value}</b>
    </span>
  );
}
