import { type Node, split, tabs } from '../core/layout.ts';

/** How the page is arranged at first. Names of panels that the page does not have are left out. */

export function wideLayout(): Node {
  const middle = split(
    'column',
    [60, tabs('chart', 'depth', 'heat-map')],
    [40, tabs('open-orders', 'order-history', 'fills', 'positions', 'all-positions', 'log', 'admin')],
  );
  const books = split('column', [68, tabs('ladder')], [32, tabs('tape')]);
  return split('row', [264, tabs('instruments')], [596, middle], [300, books], [280, tabs('ticket')]);
}

/** Below 1,360 pixels instruments are the menu of the symbol. */
export function narrowLayout(): Node {
  const middle = split(
    'column',
    [58, tabs('chart', 'depth', 'heat-map')],
    [
      42,
      tabs(
        'open-orders',
        'order-history',
        'fills',
        'positions',
        'all-positions',
        'log',
        'instruments',
        'admin',
      ),
    ],
  );
  const books = split('column', [68, tabs('ladder')], [32, tabs('tape')]);
  return split('row', [700, middle], [300, books], [280, tabs('ticket')]);
}

/** The bar at the bottom of a phone. */
export const PHONE_PAGES = [
  { title: 'Market', panels: ['ladder', 'tape', 'instruments'] },
  { title: 'Chart', panels: ['chart', 'depth', 'heat-map'] },
  { title: 'Trade', panels: ['ticket'] },
  { title: 'Orders', panels: ['open-orders', 'order-history', 'fills', 'log'] },
  { title: 'Positions', panels: ['positions', 'all-positions', 'admin'] },
] as const;
