import { expect, it } from 'vitest';
import {
  byNumber,
  byText,
  type Column,
  csvText,
  filteredRows,
  nextSort,
  sortedRows,
} from '../../clients/dashboard/core/table.ts';
import { tableShape } from '../../clients/dashboard/core/table-shape.ts';

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

const SHAPED = [
  { id: 'name', width: 'minmax(60px, 1.5fr)' },
  { id: 'size', width: '40px' },
  { id: 'extra', width: '50px', spare: 1 },
  { id: 'much', width: '70px', spare: 2 },
];

it('gives numbers the room that they need', () => {
  const digits = new Map([['size', 9]]);
  const shape = tableShape(SHAPED, digits, { width: 1_000, digit: 7.5 });
  expect(shape.grid).toBe('minmax(60px, 1.5fr) 68px 50px 70px');
  expect(shape.cardLines).toBeUndefined();
  // While its width is unknown, a table shows all columns.
  expect(tableShape(SHAPED, digits, { width: 0, digit: 7.5 }).columns).toEqual(SHAPED);
});

it('leaves out what can be spared until the others fit, to the pixel', () => {
  const namesIn = (width: number) =>
    tableShape(SHAPED, new Map(), { width, digit: 7.5 }).columns.map(({ id }) => id);
  expect(namesIn(270)).toEqual(['name', 'size', 'extra', 'much']);
  expect(namesIn(269)).toEqual(['name', 'size', 'extra']);
  expect(namesIn(190)).toEqual(['name', 'size', 'extra']);
  expect(namesIn(189)).toEqual(['name', 'size']);
  expect(namesIn(130)).toEqual(['name', 'size']);
});

it('makes cards with every value where a row has no room', () => {
  const columns = SHAPED.map(({ spare: _, ...column }) => column);
  const { grid, cardLines } = tableShape(columns, new Map([['much', 20]]), { width: 269, digit: 7.5 });
  expect([grid, cardLines]).toEqual(['repeat(1, minmax(0, 1fr))', 4]);
  const wide = tableShape(columns, new Map(), { width: 250, digit: 7.5 });
  expect([wide.grid, wide.cardLines]).toEqual(['repeat(3, minmax(0, 1fr))', 2]);
});
