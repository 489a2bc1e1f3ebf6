import { createMemo, type JSX } from 'solid-js';
import { type PositionRow, signOf, sumText } from '../core/position-rows.ts';
import type { Column } from '../core/table.ts';
import { Change } from './price.tsx';
import { Table } from './table.tsx';
import type { TableTools } from './table-tools.tsx';

interface Props {
  readonly label: string;
  readonly rows: readonly PositionRow[];
  readonly columns: readonly Column<PositionRow>[];
  readonly keyOf: (row: PositionRow) => unknown;
  readonly tools: TableTools;
  readonly empty: JSX.Element;
  /** Totals make sense for one owner. */
  readonly hasTotals?: boolean;
  readonly onSelect: (row: PositionRow) => void;
}

const SIGNED: Readonly<Record<string, (row: PositionRow) => bigint>> = {
  net: ({ net }) => net,
  unrealized: ({ unrealized }) => unrealized,
  realized: ({ realized }) => realized,
};

/** Positions, with gains and losses in their colours. */
export function PositionTable(props: Props) {
  const columns = createMemo(() =>
    props.columns.map((column) => {
      const amountOf = SIGNED[column.id];
      if (amountOf === undefined) return column;
      const cell = (row: () => PositionRow) => (
        <Change text={column.text(row())} sign={signOf(amountOf(row()))} />
      );
      return { ...column, cell, hasMark: true };
    }),
  );
  const totals = createMemo(() => ({
    symbol: { text: 'Total' },
    unrealized: sumText(props.rows, ({ unrealized }) => unrealized),
    realized: sumText(props.rows, ({ realized }) => realized),
  }));
  return (
    <Table
      label={props.label}
      tools={props.tools}
      rows={props.rows}
      columns={columns()}
      keyOf={props.keyOf}
      totals={props.hasTotals ? totals() : undefined}
      onSelect={props.onSelect}
      empty={props.empty}
    />
  );
}
