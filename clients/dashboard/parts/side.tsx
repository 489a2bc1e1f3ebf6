import type { JSX } from 'solid-js';
import type { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Column } from '../core/table.ts';
import { sideName } from '../core/words.ts';

type Drawn<Row> = Column<Row> & { readonly cell?: (row: () => Row) => JSX.Element };

/** Columns whose `side` has the colour of its side. */
export function withSides<Row>(
  columns: readonly Column<Row>[],
  sideOf: (row: Row) => Side,
): readonly Drawn<Row>[] {
  return columns.map((column) => {
    if (column.id !== 'side') return column;
    return { ...column, cell: (row) => <span class={sideName(sideOf(row()))}>{column.text(row())}</span> };
  });
}
