import { createMemo, Show } from 'solid-js';
import { POSITION_COLUMNS, positionRows } from '../../core/position-rows.ts';
import { LoginHint } from '../../parts/login-hint.tsx';
import { PositionTable } from '../../parts/position-table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useAccount, useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';

const tools = createTableTools('positions');

export const panel: Panel = { id: 'positions', title: 'Positions', Body: Positions, Tools: tools.Tools };

function Positions() {
  const { market, session } = useDashboard();
  const own = useAccount(({ positions }) => positions, new Map());
  const party = useSource(session.party);
  const instruments = useSource(market.instruments);
  const statistics = useSource(market.statistics);
  const rows = createMemo(() => {
    instruments();
    return positionRows(own().values(), (instrumentId) => market.instrument(instrumentId), statistics());
  });
  return (
    <PositionTable
      label="Positions"
      tools={tools}
      rows={rows()}
      columns={POSITION_COLUMNS}
      keyOf={({ position }) => position.instrumentId}
      hasTotals={true}
      onSelect={({ instrument }) => market.select(instrument)}
      empty={
        <Show when={party()} fallback={<LoginHint why="Log in to see your positions." />}>
          You have not traded yet. A position begins with the first fill.
        </Show>
      }
    />
  );
}
