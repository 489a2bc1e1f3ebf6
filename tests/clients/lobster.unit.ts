import { describe, expect, it } from 'vitest';
import { type LobsterLine, LobsterReader } from '../../clients/cli/replay/lobster.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';

function read(...lines: string[]): LobsterLine[] {
  const reader = new LobsterReader();
  return lines.map((line) => reader.read(line));
}

const NEW = '34200.5,1,42,100,5853300,1';

describe('LOBSTER messages', () => {
  it('reads a new order', () => {
    expect(read('34200.004241176,1,16113575,18,5853300,-1')).toEqual([
      {
        kind: 'new',
        timeNs: 34_200_004_241_176n,
        order: '16113575',
        side: Side.SELL,
        price: 5_853_300n,
        quantity: 18n,
      },
    ]);
  });

  it('makes partial cancellations a new total, counted from the original size', () => {
    const [, first, second] = read(NEW, '34201,2,42,30,5853300,1', '34202,2,42,20,5853300,1');
    expect(first).toMatchObject({ kind: 'reduce', order: '42', quantity: 70n });
    expect(second).toMatchObject({ kind: 'reduce', order: '42', quantity: 50n });
  });

  it('does not count executions into the total: it includes what has traded', () => {
    const [, , reduced] = read(NEW, '34201,4,42,60,5853300,1', '34202,2,42,20,5853300,1');
    expect(reduced).toMatchObject({ kind: 'reduce', quantity: 80n });
  });

  it('deletes an order whose partial cancellations left nothing', () => {
    const [, gone] = read(NEW, '34201,2,42,100,5853300,1');
    expect(gone).toMatchObject({ kind: 'delete', order: '42' });
  });

  it('executes from the other side', () => {
    const [, execution] = read(NEW, '34201,4,42,60,5853300,1');
    expect(execution).toMatchObject({
      kind: 'execute',
      order: '42',
      side: Side.SELL,
      price: 5_853_300n,
      quantity: 60n,
    });
  });

  it('knows only orders that the file introduced', () => {
    const kinds = read('1,2,7,1,1,1', '1,3,7,1,1,1', '1,4,7,1,1,1', NEW, '2,3,42,100,5853300,1').map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['unknown', 'unknown', 'unknown', 'new', 'delete']);
  });

  it('skips hidden executions, crosses and halts', () => {
    expect(read('1,5,0,1,1,1', '1,6,-1,1,1,-1', '1,7,0,0,-1,-1').map(({ kind }) => kind)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  it.each([
    ['', "line 2 is not a LOBSTER message: time ''"],
    ['34200,9,42,100,5853300,1', "line 2 is not a LOBSTER message: type '9'"],
    ['34200,1,43,1.5,5853300,1', "line 2 is not a LOBSTER message: number '1.5'"],
    ['34200,1,43,100,5853300,0', "line 2 is not a LOBSTER message: direction '0'"],
    ['noon,1,43,100,5853300,1', "line 2 is not a LOBSTER message: time 'noon'"],
  ])('refuses %j', (line, text) => {
    expect(() => read(NEW, line)).toThrow(text);
  });
});
