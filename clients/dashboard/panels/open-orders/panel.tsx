import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { Order } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { NumberName } from '../../core/ticket.ts';
import { sideName, sideText } from '../../core/words.ts';
import { AmendDialog } from '../../parts/amend-dialog.tsx';
import { Table } from '../../parts/table.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useDashboard, useIsPhone, useOpenOrders, useSource, useSourceNow } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { OPEN_ORDER_COLUMNS, type OpenOrderRow, openOrderRows } from './columns.ts';

const tools = createTableTools('open-orders');

export const panel: Panel = { id: 'open-orders', title: 'Open orders', Body: OpenOrders, Tools };

type Cell = (row: () => OpenOrderRow) => JSX.Element;

interface Amending {
  readonly order: Order;
  readonly anchor: Element;
  readonly field: NumberName;
}

function Tools() {
  return (
    <>
      <CancelAll />
      <tools.Tools />
    </>
  );
}

function OpenOrders() {
  const { market, orders, session, selectedOrder } = useDashboard();
  const own = useOpenOrders();
  const party = useSource(session.party);
  const selected = useSourceNow(selectedOrder);
  const [amending, setAmending] = createSignal<Amending>();
  const amend = ({ order, pending }: OpenOrderRow, anchor: Element, field: NumberName = 'price') => {
    if (pending === undefined) setAmending({ order, anchor, field });
  };
  const instruments = useSource(market.instruments);
  const rows = createMemo(() => {
    instruments();
    return openOrderRows(own(), (instrumentId) => market.instrument(instrumentId));
  });
  const number = (field: NumberName, text: (row: OpenOrderRow) => string) => (row: () => OpenOrderRow) => (
    <button
      type="button"
      class="cell-button"
      title={`Amend the ${field}`}
      disabled={row().pending !== undefined}
      onClick={(event) => amend(row(), event.currentTarget, field)}
    >
      {text(row())}
    </button>
  );
  const cells: Readonly<Record<string, Cell>> = {
    side: (row) => <span class={sideName(row().order.side)}>{sideText(row().order.side)}</span>,
    price: number('price', textIn('price')),
    open: number('quantity', textIn('open')),
  };
  const isPhone = useIsPhone();
  const cancelColumn = {
    id: 'cancel',
    title: '',
    width: '24px',
    isNumber: true,
    text: () => '',
    cell: (row: () => OpenOrderRow) => (
      <button
        type="button"
        class="button small"
        aria-label="Cancel"
        title="Cancel"
        disabled={row().pending !== undefined}
        onClick={() => void orders.cancel(row().order)}
      >
        ×
      </button>
    ),
  };
  // The price and quantity of a row are buttons too, but a finger does not find out by hovering.
  const amendColumn = {
    id: 'amend',
    title: '',
    width: '64px',
    isNumber: true,
    text: () => '',
    cell: (row: () => OpenOrderRow) => (
      <button
        type="button"
        class="button small"
        disabled={row().pending !== undefined}
        onClick={(event) => amend(row(), event.currentTarget)}
      >
        Amend
      </button>
    ),
  };
  const ownColumns = OPEN_ORDER_COLUMNS.map((column) => {
    const cell = cells[column.id];
    return cell === undefined ? column : { ...column, cell };
  });
  const columns = () => [...ownColumns, ...(isPhone() ? [amendColumn] : []), cancelColumn];
  return (
    <>
      <Table
        label="Open orders"
        tools={tools}
        rows={rows()}
        columns={columns()}
        keyOf={({ order }) => order.orderId || order.clientOrderId}
        selected={selected()}
        onCurrent={({ order }) => {
          selectedOrder.value = order.orderId || undefined;
        }}
        onOpen={(row, anchor) => amend(row, anchor)}
        empty={
          party()
            ? 'No open orders. A click on a price of the book fills the ticket.'
            : 'Log in to see your orders.'
        }
      />
      <Show when={amending()} keyed>
        {({ order, anchor, field }) => (
          <AmendDialog
            orders={[order]}
            anchor={anchor}
            field={field}
            onClose={() => setAmending(undefined)}
          />
        )}
      </Show>
    </>
  );
}

function textIn(id: string): (row: OpenOrderRow) => string {
  return OPEN_ORDER_COLUMNS.find((column) => column.id === id)?.text ?? (() => '');
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
