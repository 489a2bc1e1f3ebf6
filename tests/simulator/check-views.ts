import type { Party } from '../../src/domain/party.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import { expectSame } from './expect-same.ts';
import type { Model } from './model.ts';
import { levelsOf, tradedOf } from './model-views.ts';

const ALL = Number.POSITIVE_INFINITY;

/** The views have what the model has. */
export function checkViews(feeds: Feeds, model: Model): void {
  expectSame(feeds.sequence, model.events, 'the last event in the views');
  const { byId, trades } = model.orders;
  const named = new Set<string>();
  for (const order of [...feeds.orders.open(), ...feeds.orders.closed()]) {
    const { orderId, terms, progress } = order;
    const { partyNumber, instrumentId, side, clientOrderId, price, quantity, expireTimeNs } = terms;
    const { leavesQuantity, cumQuantity, canceledQuantity } = progress;
    const shown = {
      ...{ orderId, partyNumber, instrumentId, side, clientOrderId, price, quantity, expireTimeNs },
      ...{ leavesQuantity, cumQuantity, canceledQuantity },
      cancelReason: progress.cancelReason,
    };
    expectSame(shown, byId.get(orderId), `order ${orderId} in the views`);
    const name = `${partyNumber}/${clientOrderId}`;
    if (clientOrderId !== '' && named.has(name)) throw new Error(`two orders are named ${name}`);
    named.add(name);
  }
  const open = [...byId.values()].filter(({ leavesQuantity }) => leavesQuantity > 0);
  expectSame(feeds.orders.openCount, open.length, 'open orders in the views');
  for (const { instrumentId } of model.instruments.values()) {
    const { bids, asks } = feeds.book(instrumentId)?.snapshot() ?? {};
    expectSame({ bids, asks }, levelsOf(model, instrumentId), `book ${instrumentId} in the views`);
    const last = trades.findLast((trade) => trade.instrumentId === instrumentId);
    const shown = feeds.market(instrumentId)?.lastTrade;
    expectSame(shown?.price, last?.price, `last price of ${instrumentId} in the views`);
  }
  const statusOf = ({ partyId, isDisabled = false }: Party) => `${partyId} ${isDisabled}`;
  expectSame(
    Array.from(feeds.directory.parties(), statusOf),
    Array.from(model.parties.values(), statusOf),
    'parties in the views',
  );
  const positions = feeds.positions.all(0, ALL).map((position) => ({
    ...{ partyNumber: position.partyNumber, instrumentId: position.instrumentId },
    ...{ bought: Number(position.boughtQuantity), sold: Number(position.soldQuantity) },
  }));
  expectSame(positions, tradedOf(model), 'positions in the views');
}

/** Two views are the same in all that they show, whichever way they came to it. */
export function checkSameViews(some: Feeds, others: Feeds, what: string): void {
  expectSame(contentOf(some), contentOf(others), what);
}

function contentOf(feeds: Feeds) {
  const { directory, orders, positions } = feeds;
  return {
    sequence: feeds.sequence,
    timeNs: feeds.timeNs,
    instruments: directory.instruments().map(({ instrumentId, symbol, createTimeNs }) => ({
      ...{ instrumentId, symbol, createTimeNs },
    })),
    parties: [...directory.parties()].map(({ partyNumber, partyId, isAdmin, isDisabled = false }) => ({
      ...{ partyNumber, partyId, isAdmin, isDisabled },
    })),
    // Priorities are numbered anew at every start; what they order is the same.
    open: [...orders.open()].map((order) => ({ ...order, priority: 0 })),
    closed: [...orders.closed()].map((order) => ({ ...order, priority: 0 })),
    books: directory.instruments().map(({ instrumentId }) => levels(feeds, instrumentId)),
    // A snapshot keeps of the last trade what is shown.
    markets: Array.from(feeds.marketStates(), ({ lastTrade, ...state }) => ({
      ...{ ...state, price: lastTrade.price, sequence: lastTrade.sequence },
    })),
    positions: positions.all(0, ALL),
  };
}

function levels(feeds: Feeds, instrumentId: number) {
  const { bids, asks } = feeds.book(instrumentId)?.snapshot() ?? {};
  return { bids, asks };
}
