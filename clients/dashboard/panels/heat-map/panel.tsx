import { createMemo, createSignal, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { type BookHistory, MOMENT_MS } from '../../core/book-history.ts';
import { channelsOf } from '../../core/colours.ts';
import { groupedText, shortText } from '../../core/decimal.ts';
import { clockText } from '../../core/time.ts';
import { Canvas, type Size, type Spot } from '../../parts/canvas.tsx';
import { Choices } from '../../parts/choices.tsx';
import { useColours } from '../../parts/colours.ts';
import { NoInstrument } from '../../parts/no-instrument.tsx';
import { useDashboard, useSelected, useSourceNow } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { cellAt, heatMapDrawing, type Picture, plotSize } from './draw-heat-map.tsx';
import './heat-map.css';
import {
  colourRamp,
  type HeatMap,
  heatMap,
  type PriceRange,
  pricesInSight,
  spanOf,
  steadyRange,
} from './view.ts';

const MINUTE_MS = 60_000;
const SPANS = [1, 2, 5].map((minutes) => ({ value: minutes * MINUTE_MS, label: `${minutes} min` }));
const [span, setSpan] = createSignal(2 * MINUTE_MS);
const RAMP_SIZE = 64;
const ROW_PX = 4;

export const panel: Panel = { id: 'heat-map', title: 'Heat map', Body, Tools: SpanChoice };

function SpanChoice() {
  return (
    <div class="heat-map-spans">
      <Choices label="How far back" choices={SPANS} value={span()} onChoose={setSpan} />
    </div>
  );
}

function Body() {
  const selected = useSelected();
  const history = useSourceNow(useDashboard().bookHistory);
  const shown = createMemo(() => {
    const instrument = selected();
    const book = history();
    return instrument?.instrumentId === book?.instrumentId && instrument && book
      ? { instrument, book }
      : undefined;
  });
  return (
    <Show when={shown()} keyed fallback={<NoInstrument />}>
      {({ instrument, book }) => <BookMap instrument={instrument} book={book} />}
    </Show>
  );
}

/** The book over the last minutes: time to the right, prices upwards, quantities as colours. */
function BookMap(props: { readonly instrument: Instrument; readonly book: BookHistory }) {
  const { priceScale, quantityScale, tickSize } = props.instrument;
  const tick = Number(tickSize);
  const clock = useClock();
  const colours = useColours();
  const ramp = createMemo(() => colourRamp(colours().heat.map(channelsOf), RAMP_SIZE));
  const [hover, setHover] = createSignal<Spot>();
  const [size, setSize] = createSignal<Size>({ width: 800, height: 400 });
  const surface = new OffscreenCanvas(1, 1);
  let range: PriceRange | undefined;
  const picture = createMemo<Picture | undefined>(() => {
    const toMs = clock();
    const { moments, dots } = props.book;
    const spanMs = spanOf(span(), toMs - (moments[0]?.fromMs ?? toMs));
    const fromMs = toMs - spanMs;
    const wanted = pricesInSight(moments, fromMs, tick);
    if (wanted === undefined) return undefined;
    range = steadyRange(range, wanted);
    const maxRows = Math.max(8, Math.floor(plotSize(size()).height / ROW_PX));
    const columns = Math.round(spanMs / MOMENT_MS);
    const map = heatMap({ moments, fromMs, columnMs: MOMENT_MS, columns, range, maxRows, tick });
    return { map, dots, fromMs, toMs };
  });
  const drawing = createMemo(() => {
    const now = picture();
    if (now === undefined) return () => {};
    return heatMapDrawing(surface, {
      ...{ picture: now, ramp: ramp(), colours: colours(), tick, hover: hover() },
      priceText: (price) => groupedText(Math.round(price), priceScale),
      timeText: (timeMs) => clockText(BigInt(Math.round(timeMs)) * 1_000_000n),
    });
  });
  return (
    <div class="heat-map">
      <Canvas
        label="The book over the last minutes"
        drawing={drawing()}
        onHover={setHover}
        onSize={setSize}
      />
      <Show when={hover()}>
        {(spot) => (
          <Show when={picture()}>
            {(now) => (
              <Pointed {...{ spot: spot(), picture: now(), size: size(), priceScale, quantityScale }} />
            )}
          </Show>
        )}
      </Show>
    </div>
  );
}

interface PointedProps {
  readonly spot: Spot;
  readonly picture: Picture;
  readonly size: Size;
  readonly priceScale: number;
  readonly quantityScale: number;
}

/** What rested where the pointer is. */
function Pointed(props: PointedProps) {
  const cell = () => cellAt(props.picture.map, props.spot, props.size);
  return (
    <Show when={cell()}>
      {(at) => (
        <div class="heat-map-legend">
          <span>{clockText(BigInt(Math.round(timeOf(props.picture, at().column))) * 1_000_000n)}</span>
          <span>
            Price{' '}
            <b>
              {groupedText(props.picture.map.low + at().row * props.picture.map.rowSize, props.priceScale)}
            </b>
          </span>
          <span>
            Rested <b>{shortText(quantityAt(props.picture.map, at()), props.quantityScale)}</b>
          </span>
        </div>
      )}
    </Show>
  );
}

function timeOf({ fromMs, toMs, map }: Picture, column: number): number {
  return fromMs + ((column + 1) / map.columns) * (toMs - fromMs);
}

function quantityAt({ rows, quantities }: HeatMap, { column, row }: { column: number; row: number }): number {
  return quantities[column * rows + row] ?? 0;
}

/** The end of the interval of now; columns stand still between two of them. */
function useClock() {
  const now = () => Math.ceil(Date.now() / MOMENT_MS) * MOMENT_MS;
  const [clock, setClock] = createSignal(now());
  const timer = setInterval(() => setClock(now()), MOMENT_MS / 2);
  onCleanup(() => clearInterval(timer));
  return clock;
}
