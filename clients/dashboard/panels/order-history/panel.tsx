import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { SortOrder } from '../../../../gen/redleaf/v1/history_pb.ts';
import { RedleafError } from '../../../typescript/redleaf-error.ts';
import { NewestFirst } from '../../core/newest-first.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { fillsOfOrder } from '../../core/own-fills.ts';
import { OwnList, perParty } from '../../parts/own-list.tsx';
import { withSides } from '../../parts/side.tsx';
import { createTableTools } from '../../parts/table-tools.tsx';
import { useAccount, useDashboard, useOpenOrders } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import { answeredOrders, HISTORY_COLUMNS, type HistoryRow } from './columns.ts';
import './order-history.css';

const tools = createTableTools('order-history');

export const panel: Panel = {
  ...{ id: 'order-history', title: 'Order history', Body: perParty(OrderHistory), Tools: tools.Tools },
};

const PAGE_SIZE = 200;

function OrderHistory() {
  const { api, log } = useDashboard();
  const read = async (pageToken: string, signal: AbortSignal) => {
    const request = { sortOrder: SortOrder.NEWEST_FIRST, pageSize: PAGE_SIZE, pageToken };
    const { orders, nextPageToken } = await api.history.listOrders(request, { signal });
    return { items: orders, nextPageToken };
  };
  const closed = new AbortController();
  onCleanup(() => closed.abort());
  const open = useOpenOrders();

  /** By order; those that are unfolded. Read when they are, and live from then on. */
  const [unfolded, setUnfolded] = createSignal<ReadonlyMap<bigint, readonly OwnFill[]>>(new Map());
  const liveFills = useAccount(({ fills }) => fills, []);
  const toggle = async ({ order, fill }: HistoryRow) => {
    if (fill !== undefined || order.cumQuantity === 0n) return;
    const { orderId } = order;
    const others = new Map(unfolded());
    if (others.delete(orderId)) {
      setUnfolded(others);
      return;
    }
    setUnfolded(others.set(orderId, []));
    try {
      const fills = await fillsOfOrder(api, order, closed.signal);
      if (unfolded().has(orderId)) setUnfolded(new Map(unfolded()).set(orderId, fills));
    } catch (thrown) {
      if (closed.signal.aborted) return;
      log.add('error', `Fills of order ${orderId}: ${RedleafError.from(thrown).message}`);
    }
  };
  const below = ({ order, instrument }: HistoryRow): readonly HistoryRow[] => {
    const read = unfolded().get(order.orderId);
    if (read === undefined) return [];
    const fills = new NewestFirst<OwnFill>(
      ({ execId }) => execId,
      ({ timeNs }) => timeNs,
    );
    fills.add(read);
    fills.add(liveFills().filter(({ orderId }) => orderId === order.orderId));
    return fills.all().map((fill) => ({ order, instrument, fill }));
  };

  const cells: Readonly<Record<string, (row: () => HistoryRow) => JSX.Element>> = {
    order: (row) => (
      <Show when={row().fill === undefined}>
        <button
          type="button"
          class="unfold"
          disabled={row().order.cumQuantity === 0n}
          aria-label={`Fills of order ${row().order.orderId}`}
          aria-expanded={unfolded().has(row().order.orderId)}
        >
          <span class="unfold-mark" aria-hidden="true">
            {row().order.cumQuantity === 0n ? '' : unfolded().has(row().order.orderId) ? '▾' : '▸'}
          </span>
          {String(row().order.orderId)}
        </button>
      </Show>
    ),
  };
  const columns = withSides(HISTORY_COLUMNS, ({ order }) => order.side).map((column) => {
    const cell = cells[column.id] ?? column.cell;
    return cell === undefined ? column : { ...column, cell };
  });
  return (
    <OwnList
      label="Order history"
      tools={tools}
      read={read}
      live={({ closedOrders }) => closedOrders}
      current={answeredOrders(open())}
      numberOf={({ orderId }) => orderId}
      timeOf={({ transactTimeNs }) => transactTimeNs}
      rowOf={(order, instrument): HistoryRow => ({ order, instrument })}
      columns={columns}
      keyOf={({ order, fill }) => (fill === undefined ? order.orderId : `fill ${fill.execId}`)}
      below={below}
      onSelect={(row) => void toggle(row)}
      logIn="Log in to see your orders."
      empty="You have not placed an order yet."
    />
  );
}
