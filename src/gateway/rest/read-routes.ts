import type { Order } from '../../domain/order-progress.ts';
import type { PartyProfile } from '../../domain/party.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryReader } from '../../history/history-reader.ts';
import type { PartyNames } from '../rpc/convert-responses.ts';
import type { Values } from './array-text.ts';
import { toInteger } from './fields.ts';
import { instrumentText, orderText, partyPairText, tradeText } from './json-text.ts';
import { RestError } from './rest-error.ts';
import { allOrders, allTrades, type Caller } from './whole-lists.ts';

/**
 * A JSON value as text, or the values of an array, which may be too long for one string. Empty values are left out of the
 * array: they give turns to other work while few values are found among many.
 */
export type Answer = string | Values;

const LEFT_OUT = '';

/** Orders of one read: as many as one turn writes. */
const ORDERS_AT_A_TIME = 300;

interface Views {
  readonly feeds: Feeds;
  /** Undefined if the exchange keeps none. */
  readonly history: HistoryReader | undefined;
  readonly caller: Caller;
}

/**
 * @param parties parties that the answer may name.
 * @param unlisted parties that only MongoDB has and the answer may name.
 */
export type ReadRoute = (feeds: Feeds, parties: PartyNames, unlisted: readonly PartyProfile[]) => Answer;
type ReadRouteOfInstrument = (views: Views, instrumentId: number, parties: PartyNames) => Answer;

export const READ_ROUTES: ReadonlyMap<string, ReadRoute> = new Map<string, ReadRoute>([
  ['/instruments', listInstruments],
  ['/parties', listParties],
  ['/action_count_seq', actionCount],
]);

/** By the part of the path before the instrument's number. */
export const READ_ROUTES_OF_INSTRUMENT: ReadonlyMap<string, ReadRouteOfInstrument> = new Map([
  ['/orders/', listOrders],
  ['/live_orders/', listLiveOrders],
  ['/trades/', listTrades],
]);

/**
 * The instrument of a path.
 *
 * @throws RestError 422 or 404.
 */
export function toListedInstrument(text: string, feeds: Feeds): number {
  const parsed = toInteger(text.trim());
  if (typeof parsed !== 'bigint') {
    const { type, msg } = parsed;
    throw new RestError(422, [{ type, loc: ['path', 'instrument_id'], msg }]);
  }
  const instrumentId = Number(parsed);
  if (feeds.directory.instrument(instrumentId) === undefined)
    throw new RestError(404, 'instrument not found');
  return instrumentId;
}

function* listInstruments({ directory }: Feeds, parties: PartyNames): Iterable<string> {
  for (const instrument of directory.instrumentsByListTime()) yield instrumentText(instrument, parties);
}

function* listParties(
  { directory }: Feeds,
  parties: PartyNames,
  unlisted: readonly PartyProfile[],
): Iterable<string> {
  for (const party of directory.partiesById()) {
    yield parties.party(party.partyNumber) === undefined ? LEFT_OUT : partyPairText(party);
  }
  for (const party of unlisted) yield partyPairText(party);
}

/** The number of events of orders and trades, which stays the same after a restart. The seed counts calls of its writers. */
function actionCount({ directory, sequence }: Feeds): string {
  const seq = sequence - directory.instrumentCount - directory.partyCount;
  if (seq === 0) throw new RestError(404, 'action_count counter not found');
  return JSON.stringify({ seq });
}

async function* listOrders(views: Views, instrumentId: number, parties: PartyNames): Values {
  for await (const orders of allOrders(views, instrumentId))
    yield texts(orders, (order) => orderText(order, parties));
}

async function* listTrades(views: Views, instrumentId: number, parties: PartyNames): Values {
  for await (const trades of allTrades(views, instrumentId))
    yield texts(trades, (trade) => tradeText(trade, parties));
}

function* texts<Item>(items: Iterable<Item>, toText: (item: Item) => string): Iterable<string> {
  for (const item of items) yield toText(item);
}

function* listLiveOrders({ feeds }: Views, instrumentId: number, parties: PartyNames): Iterable<string> {
  for (const order of ordersOf(feeds, instrumentId)) {
    yield order.progress.leavesQuantity > 0 ? orderText(order, parties) : LEFT_OUT;
  }
}

/** In order of id. Orders that are added or removed during the iteration may be included or not. */
function* ordersOf({ orders }: Feeds, instrumentId: number): Iterable<Order> {
  let page = orders.ofInstrument(instrumentId, 0, ORDERS_AT_A_TIME);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    yield* page;
    page = orders.ofInstrument(instrumentId, last.orderId, ORDERS_AT_A_TIME);
  }
}
