import { createMemo, Show } from 'solid-js';
import { sideName } from '../../core/words.ts';
import { Table } from '../../parts/table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useDashboard, useOpenOrders, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { OPEN_ORDER_COLUMNS, type OpenOrderRow, openOrderRows } from './columns.ts';

const tools = createTableTools('open-orders');

export const panel: Panel = { id: 'open-orders', title: 'Open orders', Body: OpenOrders, Tools };

function Tools() {
  return (
    <>
      <CancelAll />
      <tools.Tools />
    </>
  );
}

function OpenOrders() {
  const { market, orders, session } = useDashboard();
  const own = useOpenOrders();
  const party = useSource(session.party);
  const instruments = useSource(market.instruments);
  const rows = createMemo(() => {
    instruments();
    return openOrderRows(own(), (instrumentId) => market.instrument(instrumentId));
  });
  const columns = [
    ...OPEN_ORDER_COLUMNS.map((column) =>
      column.id === 'side'
        ? {
            ...column,
            cell: (row: () => OpenOrderRow) => (
              <span class={sideName(row().order.side)}>{column.text(row())}</span>
            ),
          }
        : column,
    ),
    {
      id: 'cancel',
      title: '',
      width: '64px',
      isNumber: true,
      text: () => '',
      cell: (row: () => OpenOrderRow) => (
        <button
          type="button"
          class="button small"
          disabled={row().pending !== undefined}
          onClick={() => void orders.cancel(row().order)}
        >
          Cancel
        </button>
      ),
    },
  ];
  return (
    <Table
      label="Open orders"
      tools={tools}
      rows={rows()}
      columns={columns}
      keyOf={({ order }) => order.orderId || order.clientOrderId}
      empty={
        party()
          ? 'No open orders. A click on a price of the book fills the ticket.'
          : 'Log in to see your orders.'
      }
    />
  );
}

function CancelAll() {
  const dashboard = useDashboard();
  const own = useOpenOrders();
  return (
    <Show when={own().length > 0}>
      <button type="button" class="button small" onClick={() => dashboard.askToCancelAll()}>
        Cancel all {own().length}
      </button>
    </Show>
  );
}
