import { fromMinorUnits } from '@redleaf/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMinorUnits } from '../../clients/cli/decimal.ts';

describe('decimals on the command line', () => {
  it.each([
    ['100.5', 2, 10050n],
    ['100', 2, 10000n],
    ['0.01', 2, 1n],
    ['007', 0, 7n],
    ['90071992547409.93', 2, 9007199254740993n],
    ['0.000000001', 9, 1n],
  ])('%s at scale %i is exactly %s', (text, scale, minorUnits) => {
    expect(toMinorUnits(text, scale, 'price')).toBe(minorUnits);
  });

  it.each([
    [10050n, 2, '100.50'],
    [5n, 2, '0.05'],
    [0n, 2, '0.00'],
    [7n, 0, '7'],
    [-5n, 2, '-0.05'],
    ['0', 2, '0.00'],
    ['18446744073709551617', 2, '184467440737095516.17'],
    ['-18446744073709551617', 0, '-18446744073709551617'],
  ])('%s at scale %i is shown as %s', (minorUnits, scale, text) => {
    expect(fromMinorUnits(minorUnits, scale)).toBe(text);
  });

  it('comes back from text unchanged at every scale', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        fc.integer({ min: 0, max: 9 }),
        (minorUnits, scale) => {
          expect(toMinorUnits(fromMinorUnits(minorUnits, scale), scale, 'price')).toBe(minorUnits);
        },
      ),
    );
  });

  it('refuses what the API has no number for', () => {
    expect(toMinorUnits('92233720368547758.07', 2, 'price')).toBe(2n ** 63n - 1n);
    expect(() => toMinorUnits('92233720368547758.08', 2, 'price')).toThrow('larger than any exchange takes');
  });

  it('refuses more decimal places than there are', () => {
    expect(() => toMinorUnits('100.555', 2, 'price')).toThrow(
      'price 100.555 has 3 decimal places; at most 2 are possible here',
    );
  });

  it.each(['', '.', '1.', '.5', '-1', '+1', '1e5', '1,5', '0x10', ' 1', '1 ', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(() => toMinorUnits(text, 2, 'quantity')).toThrow('quantity must be a decimal number');
    },
  );
});
