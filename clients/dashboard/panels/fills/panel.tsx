import { createMemo, onCleanup, Show } from 'solid-js';
import { NewestFirst } from '../../core/newest-first.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { listFills } from '../../core/own-fills.ts';
import { Pages } from '../../core/pages.ts';
import { ListState } from '../../parts/list-state.tsx';
import { withSides } from '../../parts/side.tsx';
import { Table } from '../../parts/table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useAccount, useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { FILL_COLUMNS, type FillRow } from './columns.ts';

const tools = createTableTools('fills');

export const panel: Panel = { id: 'fills', title: 'Fills', Body: Fills, Tools: tools.Tools };

const COLUMNS = withSides<FillRow>(FILL_COLUMNS, ({ fill }) => fill.side);

function Fills() {
  const account = useSource(useDashboard().account);
  // Another party begins anew.
  return (
    <Show when={{ account: account() }} keyed>
      <List />
    </Show>
  );
}

function List() {
  const { api, market, session } = useDashboard();
  const pages = new Pages<OwnFill>((pageToken, signal) => listFills(api, pageToken, signal));
  onCleanup(pages.close);
  const listed = useSource(pages.listed);
  const live = useAccount(({ fills }) => fills, []);
  const instruments = useSource(market.instruments);
  const known = new NewestFirst<OwnFill>(
    ({ execId }) => execId,
    ({ timeNs }) => timeNs,
  );
  const rows = createMemo(() => {
    instruments();
    known.add(listed().items);
    known.add(live());
    return known.all().flatMap((fill) => {
      const instrument = market.instrument(fill.instrumentId);
      return instrument === undefined ? [] : [{ fill, instrument }];
    });
  });
  const more = () => {
    if (session.party.value !== undefined) void pages.more();
  };
  return (
    <Table
      label="Fills"
      tools={tools}
      rows={rows()}
      columns={COLUMNS}
      keyOf={({ fill }) => fill.execId}
      onEnd={more}
      empty={
        <ListState
          listed={listed()}
          logIn="Log in to see what your orders have traded."
          empty="None of your orders has traded yet."
          onRetry={() => void pages.again()}
        />
      }
    />
  );
}
