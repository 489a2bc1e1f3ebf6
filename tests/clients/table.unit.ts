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
    expect(new Table(COLUMNS, 80).lines(rows)).toEqual(['NAME     SIZE', 'a           5', 'long  1000000']);
  });

  it('has one header, however many pages come, and keeps its widths', () => {
    const table = new Table(COLUMNS, 80);
    expect(table.lines([{ name: 'longest', size: '1' }])).toEqual(['NAME     SIZE', 'longest     1']);
    expect(table.lines([{ name: 'b', size: '2' }])).toEqual(['b           2']);
  });

  it('leaves room in a column for what will come', () => {
    const columns = [{ header: 'NAME', minWidth: 6, text: ({ name }: Row) => name }, ...COLUMNS.slice(1)];
    expect(new Table(columns, 80).lines([{ name: 'a', size: '5' }])).toEqual([
      'NAME    SIZE',
      'a          5',
    ]);
  });

  it('leaves extra columns out where it is too wide, the first one first, and settles that with its first page', () => {
    const extra = (header: string): Column<Row> => ({ header, isExtra: true, text: ({ size }) => size });
    const columns = [extra('ONE'), ...COLUMNS.slice(0, 1), extra('TWO'), ...COLUMNS.slice(1)];
    const rows = [{ name: 'a', size: '1' }];
    expect(new Table(columns, 20).lines(rows)[0]).toBe('ONE  NAME  TWO  SIZE');
    expect(new Table(columns, 19).lines(rows)[0]).toBe('NAME  TWO  SIZE');
    const narrow = new Table(columns, 14);
    expect(narrow.lines(rows)).toEqual(['NAME  SIZE', 'a        1']);
    expect(narrow.lines([{ name: 'bc', size: '23' }])).toEqual(['bc      23']);
  });

  it('cuts a text in the last column, and a number never', () => {
    const rows = [{ name: 'a'.repeat(30), size: '1' }];
    const swapped = COLUMNS.toReversed();
    expect(new Table(swapped, 16).lines(rows)).toEqual(['SIZE  NAME', `   1  ${'a'.repeat(9)}…`]);
    expect(new Table(swapped, 5).lines(rows)[1]).toBe(`   1  ${'a'.repeat(7)}…`);
    expect(new Table(COLUMNS, 16).lines(rows)[1]).toBe(`${'a'.repeat(30)}     1`);
  });

  it('has no header without a row', () => {
    expect(new Table(COLUMNS, 80).lines([])).toEqual([]);
  });

  it('puts no white space after the last value', () => {
    const columns = COLUMNS.toReversed();
    expect(new Table(columns, 80).lines([{ name: '', size: '1' }])).toEqual(['SIZE  NAME', '   1']);
  });
});

describe('a list for other programs', () => {
  it('has tabs between whole values, and no header', () => {
    expect(new Table(COLUMNS, undefined).lines([{ name: 'very long', size: '5' }])).toEqual(['very long\t5']);
  });

  it('has every column, extra ones too', () => {
    const columns = COLUMNS.map((column) => ({ ...column, isExtra: true }));
    expect(new Table(columns, undefined).lines([{ name: 'a', size: '5' }])).toEqual(['a\t5']);
  });

  it.each(['two\tcells', 'two\ncells', 'two\r\ncells'])('keeps %j in one cell', (name) => {
    expect(new Table(COLUMNS, undefined).lines([{ name, size: '5' }])).toEqual(['two cells\t5']);
  });
});
