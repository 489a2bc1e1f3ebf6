import { createMemo, type JSX, onCleanup } from 'solid-js';
import { Sparks, sparkLine } from '../../core/sparks.ts';
import { Table } from '../../parts/table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { INSTRUMENT_COLUMNS, type InstrumentRow, instrumentRows } from './columns.ts';
import './instruments.css';

const tools = createTableTools('instruments');

export const panel: Panel = {
  id: 'instruments',
  title: 'Instruments',
  Body: Instruments,
  Tools: tools.Tools,
};

function Instruments() {
  const { api, market } = useDashboard();
  const instruments = useSource(market.instruments);
  const selected = useSource(market.selected);
  const statistics = useSource(market.statistics);
  const sparks = new Sparks(api, market);
  onCleanup(sparks.close);
  const rows = createMemo(() => instrumentRows(instruments() ?? [], statistics()));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    tools.focusFilter();
  };
  window.addEventListener('keydown', onKeyDown);
  onCleanup(() => window.removeEventListener('keydown', onKeyDown));
  const cells: Readonly<Record<string, (row: () => InstrumentRow) => JSX.Element>> = {
    spark: (row) => <Spark sparks={sparks} instrumentId={row().instrument.instrumentId} />,
    change: (row) => (
      <span classList={{ buy: row().change > 0, sell: row().change < 0, muted: row().change === 0 }}>
        {changeText(row())}
      </span>
    ),
  };
  const columns = INSTRUMENT_COLUMNS.map((column) => {
    const cell = cells[column.id];
    return cell === undefined ? column : { ...column, cell };
  });

  return (
    <div class="instruments">
      <Table
        label="Instruments"
        tools={tools}
        rows={rows()}
        columns={columns}
        keyOf={({ instrument }) => instrument.instrumentId}
        selected={selected()?.instrumentId}
        onSelect={({ instrument }) => market.select(instrument)}
        empty={
          instruments() === undefined
            ? 'Reading …'
            : 'No instrument is listed yet. An administrator lists the first.'
        }
      />
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

const changeText = INSTRUMENT_COLUMNS.find(({ id }) => id === 'change')?.text ?? (() => '');

const SPARK_WIDTH = 24;
const SPARK_HEIGHT = 13;

/** The last hour, without numbers. */
function Spark(props: { readonly sparks: Sparks; readonly instrumentId: number }) {
  const points = useSource(props.sparks.of(props.instrumentId));
  const rise = () => (points().at(-1)?.price ?? 0) - (points()[0]?.price ?? 0);
  return (
    <svg
      class="spark"
      classList={{ buy: rise() > 0, sell: rise() < 0, muted: rise() === 0 }}
      width={SPARK_WIDTH}
      height={SPARK_HEIGHT + 2}
      viewBox={`0 -1 ${SPARK_WIDTH} ${SPARK_HEIGHT + 2}`}
      aria-hidden="true"
    >
      <polyline points={sparkLine(points(), SPARK_WIDTH, SPARK_HEIGHT)} />
    </svg>
  );
}
