import type { MarketDataState } from '@redleaf/client';
import type { Colors } from 'picocolors/types.js';
import type { Statistics } from '../../gen/redleaf/v1/market_data_pb.ts';
import { AlternateScreen } from './alternate-screen.ts';
import { TICKER_COLUMNS } from './columns.ts';
import { countText } from './format.ts';
import type { Window } from './ladder.ts';
import type { Listed } from './output.ts';
import { Table } from './table.ts';

/** Faster changes cannot be read, and a terminal over a slow line would fall behind. */
const FRAME_MS = 50;
/** The state of the connection, and the headers. */
const OTHER_LINES = 2;

interface Options {
  readonly updates: AsyncIterable<Listed<Statistics>>;
  readonly state: () => MarketDataState;
}

/** The statistics of instruments as a live table on the terminal. */
export async function showTicker({ updates, state }: Options): Promise<void> {
  const { default: colors } = await import('picocolors');
  const rows = new Map<number, Listed<Statistics>>();
  using screen = new AlternateScreen(process.stdout);
  const draw = () => screen.draw(renderTicker([...rows.values()], state(), screen.window, colors));
  const timer = setInterval(draw, FRAME_MS);
  try {
    for await (const row of updates) rows.set(row.item.instrumentId, row);
  } finally {
    clearInterval(timer);
    draw();
  }
}

/** As many instruments as fit into the window. Those that went up are green, those that went down are red. */
export function renderTicker(
  rows: readonly Listed<Statistics>[],
  state: MarketDataState,
  window: Window,
  colors: Colors,
): string[] {
  const room = Math.max(0, window.rows - OTHER_LINES);
  const shown = rows.slice(0, room);
  const [header = '', ...lines] = new Table(TICKER_COLUMNS, window.columns).lines(shown);
  const more = rows.length === shown.length ? '' : ` of ${rows.length}`;
  const title = `${shown.length}${more} ${countText(rows.length, 'instrument').replace(/^\d+ /, '')}`;
  const fitting = (line: string) => line.slice(0, window.columns);
  return [
    state === 'live' ? colors.bold(fitting(title)) : colors.inverse(fitting(`STALE: ${state}  ${title}`)),
    colors.dim(fitting(header)),
    ...lines.map((line, index) => colorOf(shown[index]?.item, colors)(fitting(line))),
  ].slice(0, window.rows);
}

function colorOf(item: Statistics | undefined, colors: Colors): (text: string) => string {
  const change = item === undefined ? 0n : item.lastPrice - item.referencePrice;
  if (change === 0n) return (text) => text;
  return change > 0n ? colors.green : colors.red;
}
