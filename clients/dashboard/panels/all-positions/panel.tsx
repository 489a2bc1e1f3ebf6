import { createMemo, Match, onCleanup, Show, Switch } from 'solid-js';
import { EveryonesPositionsStore, positionKey } from '../../core/everyones-positions.ts';
import { PARTY_POSITION_COLUMNS, positionRows } from '../../core/position-rows.ts';
import { LoginHint } from '../../parts/login-hint.tsx';
import { PositionTable } from '../../parts/position-table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';

const tools = createTableTools('all-positions');

export const panel: Panel = { id: 'all-positions', title: 'Everyone', Body: Everyone, Tools: tools.Tools };

function Everyone() {
  const account = useSource(useDashboard().account);
  return (
    <Show
      when={account()}
      keyed
      fallback={
        <div class="empty">
          <LoginHint why="Log in to see everyone's positions." />
        </div>
      }
    >
      <List />
    </Show>
  );
}

function List() {
  const { api, market } = useDashboard();
  const store = new EveryonesPositionsStore(api);
  onCleanup(store.close);
  void store.run();
  const everyone = useSource(store.all);
  const instruments = useSource(market.instruments);
  const statistics = useSource(market.statistics);
  const rows = createMemo(() => {
    instruments();
    const positions = everyone().positions.values();
    return positionRows(positions, (instrumentId) => market.instrument(instrumentId), statistics());
  });
  return (
    <PositionTable
      label="Everyone's positions"
      tools={tools}
      rows={rows()}
      columns={PARTY_POSITION_COLUMNS}
      keyOf={({ position }) => positionKey(position)}
      onSelect={({ instrument }) => market.select(instrument)}
      empty={
        <Switch fallback="Reading …">
          <Match when={everyone().refusal?.reason === 'PARTIES_NOT_PUBLIC'}>
            <p>This exchange does not show the positions of other parties.</p>
            <p class="muted">An administrator sees it; PUBLIC_PARTIES=true shows it to everyone.</p>
          </Match>
          <Match when={everyone().refusal}>{everyone().refusal?.message}</Match>
          <Match when={everyone().isLoaded}>Nobody has traded yet.</Match>
        </Switch>
      }
    />
  );
}
