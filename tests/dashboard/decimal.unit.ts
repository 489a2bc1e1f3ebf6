import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalText,
  dimmedDigits,
  groupedText,
  parseDecimal,
  percentText,
  shortText,
  signedText,
} from '../../clients/dashboard/core/decimal.ts';

it('reads what it writes, at every scale', () => {
  const numbers = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 9 }), (value, scale) => {
      expect(parseDecimal(decimalText(value, scale), scale)).toEqual({ value });
      expect(parseDecimal(groupedText(value, scale), scale)).toEqual({ value });
    }),
  );
});

describe('what is typed', () => {
  it.each([
    ['12', 2, { value: 1_200 }],
    ['12.5', 2, { value: 1_250 }],
    ['.5', 2, { value: 50 }],
    ['5.', 2, { value: 500 }],
    ['1,234.50', 2, { value: 123_450 }],
    ['1.500', 2, { value: 150 }],
    [' 7 ', 0, { value: 7 }],
    ['', 2, { problem: 'is not a number' }],
    ['.', 2, { problem: 'is not a number' }],
    ['-1', 2, { problem: 'is not a number' }],
    ['1,234,567', 0, { value: 1_234_567 }],
    ['1,5', 2, { problem: 'has commas between thousands alone' }],
    ['0,5', 0, { problem: 'has commas between thousands alone' }],
    ['1.,5', 2, { problem: 'has commas between thousands alone' }],
    ['1,00,0', 2, { problem: 'has commas between thousands alone' }],
    [',5', 2, { problem: 'has commas between thousands alone' }],
    ['1.000,50', 2, { problem: 'has commas between thousands alone' }],
    ['1e5', 2, { problem: 'is not a number' }],
    ['1.234', 2, { problem: 'has at most 2 decimal places' }],
    ['1.5', 0, { problem: 'must be a whole number' }],
    ['99999999999999999', 0, { problem: 'is larger than any exchange takes' }],
  ])('%j at scale %i', (typed, scale, expected) => {
    expect(parseDecimal(typed, scale)).toEqual(expected);
  });
});

it.each([
  ['100.54', '100.52', 4],
  ['0.00000801', '0.00000799', 7],
  ['99.99', '100.01', 0],
  ['100.00', '99.98', 0],
  ['100.50', '100.50', 4],
  ['101.00', '100.99', 2],
  ['7', '7', 0],
])('of %s beside %s, %i characters stand back', (price, neighbour, expected) => {
  expect(dimmedDigits(price, neighbour)).toBe(expected);
});

it('writes changes, percentages and volumes', () => {
  expect(signedText(120, 2)).toBe('+1.20');
  expect(signedText(-120, 2)).toBe('-1.20');
  expect(signedText(0, 2)).toBe('0.00');
  expect(percentText(50, 10_000)).toBe('+0.50 %');
  expect(percentText(-50, 10_000)).toBe('-0.50 %');
  expect(percentText(1, 0)).toBe('');
  expect(shortText(123_456_789n, 2)).toBe('1.23M');
  expect(shortText(1_234_500n, 2)).toBe('12.3K');
  expect(shortText(150, 2)).toBe('1.5');
  expect(shortText(5_000, 0)).toBe('5,000');
  expect(shortText(10n ** 15n, 2)).toBe('10.00T');
});
