import { describe, expect, it } from 'vitest';
import { type Column, Table } from '../../clients/cli/table.ts';

interface Row {
  readonly name: string;
  readonly size: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { header: 'NAME', text: ({ name }) => name, shortText: ({ name }) => name.replace('very ', '') },
  { header: 'SIZE', isNumber: true, text: ({ size }) => size },
];

describe('a list on a terminal', () => {
  it('is a table with a header, numbers at the right', () => {
    const rows = [
      { name: 'a', size: '5' },
      { name: 'very long', size: '1000000' },
    ];
    expect(new Table(COLUMNS, true).lines(rows)).toEqual(['NAME     SIZE', 'a           5', 'long  1000000']);
  });

  it('has one header, however many pages come, and keeps its widths', () => {
    const table = new Table(COLUMNS, true);
    expect(table.lines([{ name: 'longest', size: '1' }])).toEqual(['NAME     SIZE', 'longest     1']);
    expect(table.lines([{ name: 'b', size: '2' }])).toEqual(['b           2']);
  });

  it('leaves room in a column for what will come', () => {
    const columns = [{ header: 'NAME', minWidth: 6, text: ({ name }: Row) => name }, ...COLUMNS.slice(1)];
    expect(new Table(columns, true).lines([{ name: 'a', size: '5' }])).toEqual([
      'NAME    SIZE',
      'a          5',
    ]);
  });

  it('has no header without a row', () => {
    expect(new Table(COLUMNS, true).lines([])).toEqual([]);
  });

  it('puts no white space after the last value', () => {
    const columns = COLUMNS.toReversed();
    expect(new Table(columns, true).lines([{ name: '', size: '1' }])).toEqual(['SIZE  NAME', '   1']);
  });
});

describe('a list for other programs', () => {
  it('has tabs between whole values, and no header', () => {
    expect(new Table(COLUMNS, false).lines([{ name: 'very long', size: '5' }])).toEqual(['very long\t5']);
  });

  it.each(['two\tcells', 'two\ncells', 'two\r\ncells'])('keeps %j in one cell', (name) => {
    expect(new Table(COLUMNS, false).lines([{ name, size: '5' }])).toEqual(['two cells\t5']);
  });
});
