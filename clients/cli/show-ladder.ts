import { type LocalOrderBook, type Redleaf, RedleafError } from '@redleaf/client';
import { SortOrder } from '../../gen/redleaf/v1/history_pb.ts';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { AlternateScreen, type Terminal } from './alternate-screen.ts';
import { renderLadder } from './ladder.ts';
import { OwnOrders } from './own-orders.ts';
import { readAgain } from './read-again.ts';
import { take } from './take.ts';

/** Faster changes cannot be read, and a terminal over a slow line would fall behind. */
const FRAME_MS = 50;

interface Options {
  readonly redleaf: Redleaf;
  readonly instrument: Instrument;
  readonly depth: number;
  /** Ends after this many updates of the book. */
  readonly count: number | undefined;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

/** The book as a live ladder on the terminal, with the last trade and the caller's orders. */
export async function showLadder({
  redleaf,
  instrument,
  depth,
  count,
  signal,
  terminal,
}: Options): Promise<void> {
  const { default: colors } = await import('picocolors');
  const { instrumentId } = instrument;
  const own = new OwnOrders(instrumentId);
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let book: LocalOrderBook | undefined;
  let lastTrade: Trade | undefined;
  let isStale = false;
  const books = redleaf.watchOrderBook(instrumentId, {
    signal: either,
    onInterrupted: () => {
      isStale = true;
    },
  });
  const followTrades = async () => {
    lastTrade = await readAgain(() => latestTrade(redleaf, instrumentId), either);
    // The connection may be lost after the book is there and before this stream is open.
    await readAgain(async () => {
      for await (const trade of redleaf.watchTrades(instrumentId, { signal: either })) lastTrade = trade;
    }, either);
  };
  const followBook = async () => {
    for await (const update of take(books, count)) {
      book = update;
      isStale = false;
    }
    ended.abort();
  };
  using screen = new AlternateScreen(terminal);
  const draw = () => {
    if (book === undefined) return;
    const ownQuantity = own.quantityAt.bind(own);
    const market = { book, instrument, lastTrade, ownQuantity, isStale };
    screen.draw(renderLadder(market, screen.window, depth, colors));
  };
  const timer = setInterval(draw, FRAME_MS);
  try {
    await Promise.all([followBook(), followTrades(), own.follow(redleaf, either)]);
  } finally {
    clearInterval(timer);
    ended.abort();
    draw();
  }
}

/** Undefined when there is none, or the exchange keeps no history. */
async function latestTrade(redleaf: Redleaf, instrumentId: number): Promise<Trade | undefined> {
  const request = { instrumentId, pageSize: 1, sortOrder: SortOrder.NEWEST_FIRST };
  const page = await redleaf.marketData.listTrades(request).catch((thrown: unknown) => {
    if (RedleafError.from(thrown).reason !== 'HISTORY_OFF') throw thrown;
  });
  return page?.trades[0];
}
