import { expect, it } from 'vitest';
import {
  byNumber,
  byText,
  type Column,
  columnWidths,
  csvText,
  filteredRows,
  nextSort,
  sortedRows,
} from '../../clients/dashboard/core/table.ts';

interface Row {
  readonly name: string;
  readonly size: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(10px, 1fr)',
    text: ({ name }) => name,
    compare: byText(({ name }) => name),
  },
  {
    ...{ id: 'size', title: 'Size', width: 'minmax(10px, 1fr)', isNumber: true },
    text: ({ size }) => String(size),
    compare: byNumber(({ size }) => size),
  },
  { id: 'button', title: '', width: '60px', text: () => '' },
];
const ROWS: readonly Row[] = [
  { name: 'beta', size: 9 },
  { name: 'Alpha', size: 10 },
];

it('sorts by numbers as numbers, and back', () => {
  const first = nextSort(undefined, 'size');
  expect(sortedRows(ROWS, COLUMNS, first).map(({ size }) => size)).toEqual([10, 9]);
  const second = nextSort(first, 'size');
  expect(sortedRows(ROWS, COLUMNS, second).map(({ size }) => size)).toEqual([9, 10]);
  expect(sortedRows(ROWS, COLUMNS, nextSort(second, 'size'))).toBe(ROWS);
  expect(sortedRows(ROWS, COLUMNS, { column: 'gone', isDescending: true })).toBe(ROWS);
});

it('finds text in any column, in any case', () => {
  expect(filteredRows(ROWS, COLUMNS, ' alp ')).toEqual([ROWS[1]]);
  expect(filteredRows(ROWS, COLUMNS, '9')).toEqual([ROWS[0]]);
  expect(filteredRows(ROWS, COLUMNS, '')).toBe(ROWS);
});

it('saves what a spreadsheet reads, and nothing that it runs', () => {
  const rows = [
    { name: 'a "b", c', size: 1 },
    { name: '=1+1', size: -2 },
    { name: '-1+cmd', size: 3 },
    { name: '+1,234.50 %', size: 4 },
  ];
  const lines = ['Name,Size', '"a ""b"", c",1', "'=1+1,-2", "'-1+cmd,3", '+1234.50 %,4', ''];
  expect(csvText(rows, COLUMNS)).toBe(lines.join('\r\n'));
});

it('gives numbers the room that they need', () => {
  const columns = [
    { id: 'name', width: 'minmax(60px, 1.5fr)' },
    { id: 'size', width: '40px' },
  ];
  expect(columnWidths(columns, new Map([['size', 9]]))).toEqual({
    columns: 'minmax(60px, 1.5fr) max(40px, 9ch)',
    least: 'calc(30px + 60px + max(40px, 9ch))',
  });
});
