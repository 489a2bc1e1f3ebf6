import { createMemo, createSignal, lazy, Show, Suspense } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { INTERVALS, type Interval } from '../../core/candles.ts';
import { Choices } from '../../parts/choices.tsx';
import { NoInstrument } from '../../parts/no-instrument.tsx';
import { useDashboard, useSelected } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './chart.css';

/** The library that draws is a third of the page: the rest does not wait for it. */
const Chart = lazy(() => import('./chart.tsx'));

const KEY = 'chart-interval';
const FIRST = '1s';
/** By its label; undefined until it is chosen. */
const [chosen, setChosen] = createSignal<string>();

export const panel: Panel = { id: 'chart', title: 'Chart', Body, Tools: IntervalChoice };

function useInterval(): () => Interval | undefined {
  const { storage } = useDashboard();
  const kept = storage.read(KEY);
  const find = (label: unknown) => INTERVALS.find((interval) => interval.label === label);
  return () => find(chosen()) ?? find(kept) ?? find(FIRST);
}

function IntervalChoice() {
  const { storage } = useDashboard();
  const interval = useInterval();
  return (
    <div class="chart-intervals">
      <Choices
        label="Period of a candle"
        choices={INTERVALS.map(({ label }) => ({ label, value: label }))}
        value={interval()?.label ?? ''}
        onChoose={(label) => {
          setChosen(label);
          storage.write(KEY, label);
        }}
      />
    </div>
  );
}

function Body() {
  const selected = useSelected();
  const interval = useInterval();
  // The exchange may send an instrument again: keep the chart where the user moved it.
  const shown = createMemo<{ instrument: Instrument; interval: Interval } | undefined>((before) => {
    const instrument = selected();
    const period = interval();
    if (instrument === undefined || period === undefined) return undefined;
    const isSame =
      before?.interval === period &&
      before.instrument.instrumentId === instrument.instrumentId &&
      before.instrument.symbol === instrument.symbol;
    return isSame ? before : { instrument, interval: period };
  });
  return (
    <div class="chart">
      <Show when={shown()} keyed fallback={<NoInstrument />}>
        {(now) => (
          <Suspense>
            <Chart instrument={now.instrument} interval={now.interval} />
          </Suspense>
        )}
      </Show>
    </div>
  );
}
