/** What a key of the page does. */
export type KeyAction =
  | { readonly kind: 'side'; readonly side: 'buy' | 'sell' }
  | { readonly kind: 'focus'; readonly field: 'price' | 'quantity' | 'instrument' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'cancel-all' }
  | { readonly kind: 'panel'; readonly index: number }
  | { readonly kind: 'help' };

/** What has the focus: letters that are typed into a text are letters; a field for a number has no use for them. */
export type Typing = 'nothing' | 'number' | 'text';

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Panels that the digits show, in their order. */
export const NUMBERED_PANELS = [
  'open-orders',
  'order-history',
  'fills',
  'positions',
  'all-positions',
  'log',
] as const;

/** For the sheet. */
export const KEY_SHEET: readonly (readonly [keys: string, what: string])[] = [
  ['B · S', 'buy, sell'],
  ['P · Q', 'price, quantity'],
  ['↑ · ↓', 'a tick or a lot up and down, with Shift ten; in a table, a row'],
  ['Enter', 'sends the order; in the open orders, amends the one that is selected'],
  ['Esc', 'clears the ticket'],
  ['C', 'cancels the order that is selected in the open orders'],
  ['Shift C', 'cancels all orders of this instrument'],
  ['Ctrl click', 'on a price of the book, sends the order there at once, if the menu says so'],
  ['/', 'instruments'],
  ['1 – 6', 'open orders, history, fills, positions, everyone, log'],
  ['?', 'this sheet'],
];

/** Undefined for keys that are not the page's. */
export function keyAction(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Pressed,
  typing: Typing,
): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (typing !== 'text' && key === 'Escape') return { kind: 'clear' };
  if (typing === 'text') return undefined;
  switch (key) {
    case '?':
      return { kind: 'help' };
    case '/':
      return { kind: 'focus', field: 'instrument' };
    case 'b':
      return { kind: 'side', side: 'buy' };
    case 's':
      return { kind: 'side', side: 'sell' };
    case 'p':
      return { kind: 'focus', field: 'price' };
    case 'q':
      return { kind: 'focus', field: 'quantity' };
    case 'c':
      return { kind: 'cancel' };
    case 'C':
      return shiftKey ? { kind: 'cancel-all' } : undefined;
    default: {
      const index = NUMBERED_PANELS.findIndex((_, at) => key === String(at + 1));
      // In a field for a number a digit is a digit.
      return typing === 'nothing' && index >= 0 ? { kind: 'panel', index } : undefined;
    }
  }
}
