import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpectedOrders } from './expected-orders.ts';
import { type Answer, isObject, type JsonObject, type Recorded } from './recording.ts';

/** An intended difference from the seed. */
interface Difference {
  readonly reason: string;
  applies(recorded: Recorded, answer: Answer): boolean;
  /** Our answer where the seed answers `answer`. */
  ours(answer: Answer, recorded: Recorded, orders: ExpectedOrders): Answer;
}

const OPEN_API = 'fastapi/openapi.json';
const OPEN_API_FILE = join(import.meta.dirname, '../../../docs/openapi.json');

/** Applied in order to the recorded answers. Everything else must be the same. */
export const DIFFERENCES: readonly Difference[] = [
  {
    reason: 'a request that is not right is 422, as the README of the seed promises, not 200',
    applies: (_, { body }) => isObject(body) && body['status'] === 'ERROR' && Array.isArray(body['details']),
    ours: ({ body }) => ({
      status: 422,
      body: { detail: isObject(body) ? (body['details'] ?? null) : null },
    }),
  },
  {
    reason: 'an error tells type, loc and msg, and never echoes the request, which holds the password',
    applies: (_, { status, body }) => status === 422 && isObject(body),
    ours: ({ status, body }) => ({ status, body: { detail: detailsOf(body).map(withoutEcho) } }),
  },
  {
    reason:
      'one entry for each field that is wrong: the seed has one for each way in which a side could be right',
    applies: ({ name }) => ['orders.null_side', 'orders.list_side', 'orders.side_number_9'].includes(name),
    ours: () => refused('enum', 'side', "Input should be 'BUY', 'SELL', 1 or 2"),
  },
  {
    reason: 'an order on an instrument that does not exist is 422, as the README of the seed promises',
    applies: ({ path }, { body }) =>
      path === '/orders' && isObject(body) && body['details'] === 'unknown instrument',
    ours: () => UNKNOWN_INSTRUMENT,
  },
  {
    reason: 'a filled order is not cancelled; what IOC and MARKET leave unfilled is told, and is cancelled',
    applies: ({ path }, { body }) => path === '/orders' && isObject(body) && body['status'] === 'ACCEPTED',
    ours: ({ status, body }, { request }) => ({ status, body: withTrueRemainder(body, request) }),
  },
  {
    reason: 'a party_id that is a number means the party of that name, as the README of the seed promises',
    applies: named('orders.int_party_id_existing', 'cancel.int_party', 'cancel_all.int_party'),
    ours: (_, { path }) => {
      if (path === '/orders') return accepted(1);
      if (path === '/cancel') return { status: 200, body: { status: 'ERROR', details: 'order not open' } };
      return {
        status: 200,
        body: { status: 'CANCELLED_ALL', cancelled_order_ids: [], failed_order_ids: [] },
      };
    },
  },
  {
    reason: 'instrument_name defaults, as the README of the seed promises, and then is a name of its own',
    applies: named('new_book.missing_name'),
    ours: () => ({ status: 200, body: { status: 'CREATED', instrument_id: 3 } }),
  },
  {
    reason: 'an instrument_id is a whole number above 0; a string of digits means that number',
    applies: named(
      ...['new_book.string_instrument_id', 'new_book.string_instrument_id.order_int_55'],
      ...['new_book.string_instrument_id.int_55_after', 'new_book.missing_instrument_id'],
      ...['new_book.non_numeric_id', 'new_book.float_id', 'new_book.bool_id', 'new_book.null_id'],
      ...['new_book.list_id', 'new_book.negative_id', 'new_book.zero_id', 'new_book.zero_id.order'],
      ...['cancel_all.string_float', 'get.orders.negative'],
    ),
    ours: (_, { name }) => INSTRUMENT_IDS[name] ?? { status: 0, body: null },
  },
  {
    reason: 'a new book tells the bounds that it has; the seed had none',
    applies: ({ path }, { body }) => path === '/new_book' && isObject(body) && body['status'] === 'CREATED',
    ours: ({ status, body }) => ({ status, body: isObject(body) ? { ...body, ...USUAL_BOUNDS } : body }),
  },
  {
    reason: 'an instrument_name is a text',
    applies: named('new_book.number_name'),
    ours: () => refused('string_type', 'instrument_name', 'Input should be a valid string'),
  },
  {
    reason: 'instruments that the seed should not have taken are not there, and the one it lost is',
    applies: ({ path }, { status }) => path === '/instruments' && status === 200,
    ours: ({ status, body }) => ({ status, body: Array.isArray(body) ? body.flatMap(asListedHere) : body }),
  },
  {
    reason: 'NaN is no JSON: 422 and not 500',
    applies: named('orders.nan_price'),
    ours: () => ({
      status: 422,
      body: { detail: [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }] },
    }),
  },
  {
    reason: 'a price of 0 is refused, so there is nothing to trade with at 0 either',
    applies: named('flow.zero_price_gtc_buy', 'flow.sell_into_zero_price_gtc', 'flow.zero_price_gtc_sell'),
    ours: () => refused('greater_than', 'price_cents', 'Input should be greater than 0 for GTC/IOC'),
  },
  {
    reason: 'with nothing at price 0, the MARKET order finds an empty book',
    applies: named('flow.market_buys_zero_price'),
    ours: () => accepted(1, true),
  },
  {
    reason: 'numbers are numbers: true, " 7 " and "1_0" are not',
    applies: named('lax.bool_quantity', 'lax.padded_string_quantity', 'lax.underscore_string_quantity'),
    ours: (_, { name }) =>
      name === 'lax.bool_quantity'
        ? refused('int_type', 'quantity', 'Input should be a valid integer')
        : refused('int_parsing', 'quantity', UNABLE_TO_PARSE),
  },
  {
    reason: 'a quantity beyond the bound of the instrument is 422, and not a 500 with a live order',
    applies: ({ name }) => name.startsWith('big.quantity_'),
    ours: () =>
      refused(
        'field_out_of_range',
        'quantity',
        'quantity must be a whole number from 1 to BOUND; a book with another max_quantity is made with /new_book',
      ),
  },
  {
    reason: 'so there is no order that was answered with 500 to trade with',
    applies: named('big.sell_hits_phantom'),
    ours: () => accepted(1),
  },
  {
    reason: 'nor a trade with it',
    applies: named('big.trades'),
    ours: () => ({ status: 200, body: [] }),
  },
  {
    reason: 'only the owner may cancel; to others the order is as if it did not exist',
    applies: named('cancel.someone_elses_order', 'cancel.by_other_party'),
    ours: () => ({ status: 200, body: { status: 'ERROR', details: 'order not open' } }),
  },
  {
    reason: 'an order that was filled has not failed to be cancelled',
    applies: ({ path }, { body }) => path === '/cancel_all' && isObject(body) && 'failed_order_ids' in body,
    ours: ({ status, body }) => ({ status, body: isObject(body) ? { ...body, failed_order_ids: [] } : body }),
  },
  {
    reason:
      'a MARKET order has no price, whatever it came with: 0 in lists, as the seed has it when none came',
    applies: named('ioc.after.orders'),
    ours: ({ status, body }) => ({ status, body: Array.isArray(body) ? body.map(withoutMarketPrice) : body }),
  },
  {
    reason:
      'lists of orders agree with what was answered: the seed does not update orders_N when a resting order fills, and ' +
      'counts a fill of the taker twice in live_orders_N',
    applies: ({ path }, { status }) => status === 200 && /^\/(live_)?orders\/./.test(path),
    ours: ({ status, body }, { path }, orders) => ({ status, body: listOfOrders(body, path, orders) }),
  },
  {
    reason: 'the count of actions goes up with every event of an order, not with every call of a writer',
    applies: named('get.action_count_seq'),
    ours: ({ status }) => ({ status, body: { seq: 'COUNT' } }),
  },
  {
    reason: 'this exchange has a front page',
    applies: named('root'),
    ours: () => ({ status: 200, body: 'PAGE' }),
  },
  {
    reason: 'HEAD works where GET does',
    applies: named('wrong_method.head_instruments'),
    ours: () => ({ status: 200, body: '' }),
  },
  {
    reason:
      'the pages that FastAPI makes of itself are not there: this exchange describes itself by its protos',
    applies: ({ name }) => name.startsWith('fastapi/') && name !== OPEN_API,
    ours: () => ({ status: 404, body: { detail: 'Not Found' } }),
  },
  {
    reason: 'its OpenAPI document describes the RPCs too',
    applies: named(OPEN_API),
    ours: () => ({ status: 200, body: JSON.parse(readFileSync(OPEN_API_FILE, 'utf8')) }),
  },
  {
    reason: 'a changed password counts at once: nothing is remembered for ever',
    applies: named('cache.old_password_still_ok', 'cache.new_password_refused'),
    ours: (_, { name }) =>
      name === 'cache.new_password_refused'
        ? UNKNOWN_INSTRUMENT
        : { status: 401, body: { detail: 'invalid party_id / password' } },
  },
  {
    reason: 'who is an administrator is settled when a party is created, and parties stay',
    applies: named('cache.admin_flag_is_live', 'cache.party_deleted', 'parties.with_int_id'),
    ours: ({ body }, { name }) => {
      if (name === 'cache.admin_flag_is_live')
        return { status: 403, body: { detail: 'admin privileges required' } };
      if (name === 'cache.party_deleted') return UNKNOWN_INSTRUMENT;
      const known = Array.isArray(body) ? body.slice(1) : [];
      return { status: 200, body: [...known, { party_id: 'Dave', party_name: 'Dave' }] };
    },
  },
];

/** Bounds of a book without `max_price` and `max_quantity`. */
const USUAL_BOUNDS = { min_price: 1, max_price: 100_000_000, min_quantity: 1, max_quantity: 90_071_992 };
const UNABLE_TO_PARSE = 'Input should be a valid integer, unable to parse string as an integer';
const NOT_POSITIVE = refused('greater_than', 'instrument_id', 'Input should be greater than 0');
const NOT_AN_INTEGER = refused('int_type', 'instrument_id', 'Input should be a valid integer');
const UNKNOWN_INSTRUMENT = refused('unknown_instrument', 'instrument_id', 'unknown instrument');
const INSTRUMENT_IDS: Readonly<Record<string, Answer>> = {
  'new_book.string_instrument_id': { status: 200, body: { status: 'CREATED', instrument_id: 55 } },
  'new_book.string_instrument_id.order_int_55': accepted(1),
  'new_book.string_instrument_id.int_55_after': {
    status: 200,
    body: { status: 'ERROR', details: 'instrument already exists' },
  },
  'new_book.missing_instrument_id': refused('missing', 'instrument_id', 'Field required'),
  'new_book.non_numeric_id': refused('int_parsing', 'instrument_id', UNABLE_TO_PARSE),
  'new_book.float_id': refused(
    'int_from_float',
    'instrument_id',
    'Input should be a valid integer, got a number with a fractional part',
  ),
  'new_book.bool_id': NOT_AN_INTEGER,
  'new_book.null_id': NOT_AN_INTEGER,
  'new_book.list_id': NOT_AN_INTEGER,
  'new_book.negative_id': NOT_POSITIVE,
  'new_book.zero_id': NOT_POSITIVE,
  'new_book.zero_id.order': UNKNOWN_INSTRUMENT,
  'cancel_all.string_float': refused('int_parsing', 'instrument_id', UNABLE_TO_PARSE),
  'get.orders.negative': { status: 404, body: { detail: 'instrument not found' } },
};

function named(...names: readonly string[]) {
  return ({ name }: Recorded): boolean => names.includes(name);
}

function refused(type: string, field: string, msg: string): Answer {
  return { status: 422, body: { detail: [{ type, loc: [field], msg }] } };
}

/** The answer to an order that did not trade. */
function accepted(remaining: number, cancelled = false): Answer {
  return {
    status: 200,
    body: { status: 'ACCEPTED', order_id: 'new', remaining_qty: remaining, cancelled, trades: [] },
  };
}

function detailsOf(body: Answer['body']): readonly Answer['body'][] {
  return isObject(body) && Array.isArray(body['detail']) ? body['detail'] : [];
}

function withoutEcho(detail: Answer['body']): Answer['body'] {
  if (!isObject(detail)) return detail;
  const { type = null, loc = null, msg = null } = detail;
  return { type, loc, msg: String(msg).replace(/^(Value error, invalid \w+) '.*'$/s, '$1') };
}

function withTrueRemainder(body: Answer['body'], request: JsonObject | undefined): Answer['body'] {
  if (!isObject(body) || request === undefined || !Array.isArray(body['trades'])) return body;
  const filled = body['trades'].reduce(
    (sum, trade) => sum + (isObject(trade) ? Number(trade['quantity']) : 0),
    0,
  );
  const remaining = Number(request['quantity']) - filled;
  const mayRest = request['order_type'] === 'GTC' || request['order_type'] === 2;
  return { ...body, remaining_qty: remaining, cancelled: !mayRest && remaining > 0 };
}

function withoutMarketPrice(row: Answer['body']): Answer['body'] {
  return isObject(row) && row['order_type'] === 'MARKET' ? { ...row, price_cents: 0 } : row;
}

function asListedHere(row: Answer['body']): Answer['body'][] {
  if (!isObject(row)) return [];
  switch (row['instrument_id']) {
    case 2:
      return [row, { ...row, instrument_id: 3, instrument_name: 'INSTRUMENT-3' }];
    case '55':
      return [{ ...row, instrument_id: 55 }];
    case 6:
      return [{ ...row, instrument_name: 'INSTRUMENT-6' }];
    case 7:
      return [];
    case 55:
      return [];
    default:
      return Number.isInteger(row['instrument_id']) && Number(row['instrument_id']) > 0 ? [row] : [];
  }
}

/**
 * The expected rows: recorded orders that were accepted here, with their recorded constant fields, and orders that were accepted
 * only here. All quantities come from the answers to the requests.
 */
function listOfOrders(body: Answer['body'], path: string, orders: ExpectedOrders): Answer['body'] {
  const [, live, id] = /^\/(live_)?orders\/([^?]+)/.exec(path) ?? [];
  const recorded = new Map<unknown, JsonObject>();
  for (const row of Array.isArray(body) ? body : []) {
    if (!isObject(row) || !orders.wasAccepted(Number(row['order_id']))) continue;
    recorded.set(orders.ourId(Number(row['order_id'])), row);
  }
  return orders.rows(Number(decodeURIComponent(id ?? '')), live !== undefined).map((row) => {
    const { cancelled = null, filled_quantity = null, remaining_quantity = null, order_id = null } = row;
    const same = recorded.get(order_id);
    return { ...(same ?? row), order_id, cancelled, filled_quantity, remaining_quantity };
  });
}
