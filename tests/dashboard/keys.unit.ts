import { expect, it } from 'vitest';
import { KEY_SHEET, keyAction, type Typing } from '../../clients/dashboard/core/keys.ts';

const PLAIN = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

it.each<[key: string, typing: Typing, expected: object | undefined]>([
  ['b', 'nothing', { kind: 'side', side: 'buy' }],
  ['s', 'number', { kind: 'side', side: 'sell' }],
  ['s', 'text', undefined],
  ['p', 'nothing', { kind: 'focus', field: 'price' }],
  ['/', 'nothing', { kind: 'focus', field: 'instrument' }],
  ['2', 'nothing', { kind: 'panel', index: 1 }],
  ['2', 'number', undefined],
  ['7', 'nothing', undefined],
  ['Escape', 'number', { kind: 'clear' }],
  ['Escape', 'text', undefined],
  ['c', 'nothing', { kind: 'cancel' }],
  ['c', 'text', undefined],
  ['C', 'nothing', undefined],
  ['x', 'nothing', undefined],
])('%s while %s is typed in', (key, typing, expected) => {
  expect(keyAction({ ...PLAIN, key }, typing)).toEqual(expected);
});

it('leaves the keys of the browser alone, and asks for Shift before all is canceled', () => {
  expect(keyAction({ ...PLAIN, key: 's', ctrlKey: true }, 'nothing')).toBeUndefined();
  expect(keyAction({ ...PLAIN, key: 'C', shiftKey: true }, 'nothing')).toEqual({ kind: 'cancel-all' });
  expect(keyAction({ ...PLAIN, key: '?', shiftKey: true }, 'nothing')).toEqual({ kind: 'help' });
  expect(KEY_SHEET.length).toBeGreaterThan(5);
});
