import { expect, test } from 'vitest';
import { isPlainName, isPlainText, normalizeName } from '../../src/domain/name.ts';

const INVISIBLE: readonly (readonly [string, string])[] = [
  ['a control character', '\u0007'],
  ['a control character of Latin-1', '\u0085'],
  ['a soft hyphen', '\u00AD'],
  ['a combining grapheme joiner', '\u034F'],
  ['a Hangul filler', '\u3164'],
  ['a zero width space', '\u200B'],
  ['a zero width joiner', '\u200D'],
  ['a mark from right to left', '\u200F'],
  ['a separator of lines', '\u2028'],
  ['an override from right to left', '\u202E'],
  ['a word joiner', '\u2060'],
  ['an isolate from left to right', '\u2066'],
  ['a blank of Braille', '\u2800'],
  ['a character of private use', '\uE000'],
  ['a variation selector', '\uFE0F'],
  ['a byte order mark', '\uFEFF'],
  ['half a surrogate pair', '\uD800'],
  ['a tag', '\u{E0041}'],
  ['an unassigned character', '\u{E0FFF}'],
];

test.each(INVISIBLE)('%s is in no name and in no text', (_what, character) => {
  for (const text of [`a${character}b`, `${character}ab`, `ab${character}`]) {
    expect([isPlainName(text), isPlainText(text)]).toEqual([false, false]);
  }
});

test.each(['\u00A0', '\u1680', '\u2003', '\u202F', '\u3000'])(
  '%o is a space in a text, and in no name',
  (space) => {
    expect([isPlainName(`a${space}b`), isPlainText(`a${space}b`)]).toEqual([false, true]);
  },
);

test.each([' a', 'a ', 'a  b', 'a\nb', 'a\tb'])('%o is no name', (name) => {
  expect(isPlainName(name)).toBe(false);
});

test('a name is in one form of Unicode only', () => {
  expect(isPlainName('Zoe\u0308')).toBe(false);
  expect(normalizeName('Zoe\u0308')).toBe('Zoë');
});

test.each(['alice', '2', 'Zoë & Co. (EU)', '=1+1', '@bob, "B"', '株式会社', 'Ακμή', 'שלום'])(
  '%o is a name',
  (name) => {
    expect([isPlainName(name), isPlainText(name)]).toEqual([true, true]);
  },
);

test('a text has several lines', () => {
  expect(isPlainText('Crude oil,\r\n\tper barrel')).toBe(true);
});
