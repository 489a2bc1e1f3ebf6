import { type Node, split, tabs } from '../core/layout.ts';

/** How the page is arranged at first. Names of panels that the page does not have are left out. */

/** Below it instruments are the menu of the symbol. */
const WIDE_PX = 1_360;
/** Below it two columns have to do. */
const NARROW_PX = 1_100;

/** @param width of the window, in pixels. */
export function firstLayout(width: number): Node {
  const books = split('column', [68, tabs('ladder')], [32, tabs('tape')]);
  const ticket = tabs('ticket');
  if (width >= WIDE_PX) {
    return split('row', [284, tabs('instruments')], [596, chartAndLists()], [296, books], [264, ticket]);
  }
  const middle = chartAndLists('instruments');
  if (width >= NARROW_PX) return split('row', [700, middle], [300, books], [280, ticket]);
  return split('row', [65, middle], [35, split('column', [41, tabs('ladder', 'tape')], [59, ticket])]);
}

function chartAndLists(...more: readonly string[]): Node {
  const own = ['order-history', 'fills', 'positions', 'all-positions', 'log'];
  const lists = tabs('open-orders', ...own, ...more, 'admin');
  return split('column', [58, tabs('chart', 'depth', 'heat-map')], [42, lists]);
}

/** The bar at the bottom of a phone. */
export const PHONE_PAGES = [
  { title: 'Market', panels: ['ladder', 'tape', 'instruments'] },
  { title: 'Chart', panels: ['chart', 'depth', 'heat-map'] },
  { title: 'Trade', panels: ['ticket'] },
  { title: 'Orders', panels: ['open-orders', 'order-history', 'fills', 'log'] },
  { title: 'Positions', panels: ['positions', 'all-positions', 'admin'] },
] as const;
