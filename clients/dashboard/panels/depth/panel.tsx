import { createMemo, createSignal, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { BookView } from '../../core/book.ts';
import { decimalText, groupedText, shortText } from '../../core/decimal.ts';
import { Canvas, type Spot } from '../../parts/canvas.tsx';
import { useColours } from '../../parts/colours.ts';
import { NoInstrument } from '../../parts/no-instrument.tsx';
import { useDashboard, useSelected, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './depth.css';
import { drawDepth, priceOf } from './draw-depth.tsx';
import { depthAt, depthView } from './view.ts';

export const panel: Panel = { id: 'depth', title: 'Depth', Body: Depth };

const LEVELS = 500;
const ZOOM = { first: 1, min: 0.1, max: 50, step: 1.25 };

function Depth() {
  const selected = useSelected();
  return (
    <Show when={selected()} keyed fallback={<NoInstrument />}>
      {(instrument) => <Chart instrument={instrument} />}
    </Show>
  );
}

function Chart(props: { readonly instrument: Instrument }) {
  const { instrumentId, priceScale, quantityScale, tickSize } = props.instrument;
  const tick = Number(tickSize);
  const book = new BookView(useDashboard().feed, { instrumentId, depth: LEVELS, priceGrouping: 0 });
  onCleanup(book.close);
  const sides = useSource(book.sides);
  const colours = useColours();
  const [hover, setHover] = createSignal<Spot>();
  const [zoom, setZoom] = createSignal(ZOOM.first);
  let element: HTMLDivElement | undefined;
  const view = createMemo(() => depthView(sides(), zoom(), tick));
  const drawing = createMemo(() => {
    const now = view();
    if (now === undefined) return () => {};
    return drawDepth({
      ...{ view: now, colours: colours(), tick, hover: hover() },
      priceText: (price) => groupedText(Math.round(price), priceScale),
      quantityText: (quantity) => shortText(Math.round(quantity), quantityScale),
    });
  });
  const pointed = createMemo(() => {
    const now = view();
    const spot = hover();
    if (now === undefined || spot === undefined) return undefined;
    return depthAt(now, priceOf(now, spot.x, element?.clientWidth ?? 1));
  });
  return (
    <div class="depth" ref={element}>
      <Canvas
        label="Depth of the book"
        drawing={drawing()}
        onHover={setHover}
        onWheel={(steps) =>
          setZoom((now) => Math.min(ZOOM.max, Math.max(ZOOM.min, now * ZOOM.step ** steps)))
        }
      />
      <div class="depth-legend">
        <Show
          when={pointed()}
          fallback={
            <Show when={view()?.mid}>
              {(mid) => (
                <span>
                  Mid <b>{groupedText(Math.round(mid() * 10), priceScale + 1).replace(/0$/, '')}</b>
                </span>
              )}
            </Show>
          }
        >
          {(at) => (
            <>
              <span class={at().side}>{at().side === 'buy' ? 'Sell down to' : 'Buy up to'}</span>
              <b>{decimalText(at().price, priceScale)}</b>
              <span>
                Total <b>{groupedText(at().total, quantityScale)}</b>
              </span>
              <span>
                {at().side === 'buy' ? 'Proceeds' : 'Cost'}{' '}
                <b>{groupedText(at().value, priceScale + quantityScale)}</b>
              </span>
            </>
          )}
        </Show>
      </div>
      <Show when={sides() !== undefined && view() === undefined}>
        <div class="empty depth-empty">Nothing rests in the book.</div>
      </Show>
    </div>
  );
}
