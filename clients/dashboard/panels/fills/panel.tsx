import { listFills } from '../../core/own-fills.ts';
import { OwnList, perParty } from '../../parts/own-list.tsx';
import { withSides } from '../../parts/side.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useDashboard } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { FILL_COLUMNS, type FillRow } from './columns.ts';

const tools = createTableTools('fills');

export const panel: Panel = { id: 'fills', title: 'Fills', Body: perParty(Fills), Tools: tools.Tools };

const COLUMNS = withSides<FillRow>(FILL_COLUMNS, ({ fill }) => fill.side);

function Fills() {
  const { api } = useDashboard();
  return (
    <OwnList
      label="Fills"
      tools={tools}
      read={(pageToken, signal) => listFills(api, pageToken, signal)}
      live={({ fills }) => fills}
      numberOf={({ execId }) => execId}
      timeOf={({ timeNs }) => timeNs}
      rowOf={(fill, instrument): FillRow => ({ fill, instrument })}
      columns={COLUMNS}
      keyOf={({ fill }) => fill.execId}
      logIn="Log in to see what your orders have traded."
      empty="None of your orders has traded yet."
    />
  );
}
