import { z } from 'zod';
import { READ_ROUTES, READ_ROUTES_OF_INSTRUMENT } from '../../../src/gateway/rest/read-routes.ts';
import { WRITE_ROUTES } from '../../../src/gateway/rest/write-routes.ts';
import {
  ActionCount,
  Cancel,
  CancelAll,
  Canceled,
  CanceledAll,
  Created,
  NewBook,
  NewOrder,
  Placed,
  RestError,
  RestInstruments,
  RestOrder,
  RestParties,
  RestTrade,
} from './rest-schemas.ts';
import type { Schema } from './schemas.ts';

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly body?: z.ZodType;
  readonly example?: Schema;
  readonly answer: z.ZodType;
  /** Of the list in `FAILURES`. */
  readonly failures: readonly number[];
}

const TAG = 'REST';
const JSON_TYPE = 'application/json';
const ALICE = { party_id: 'alice', password: 'correct horse' };
const ADMIN = { party_id: 'admin', password: 'correct horse' };

const FAILURES: Readonly<Record<number, string>> = {
  400: 'The body is not UTF-8.',
  401: 'The party or its password is wrong, or the token has ended.',
  403: 'The party is disabled, or no administrator.',
  404: 'There is nothing of this kind.',
  413: 'The body is too large.',
  415: 'The body is compressed.',
  422: 'A field is missing or wrong: `detail` lists them.',
  429: 'Too many requests, open orders, instruments or wrong passwords. `retry-after` says when to try again, where that is known.',
  500: 'A fault of the exchange; its log has it.',
  503: 'The exchange is stopping, or cannot write its journal or read its history at the moment.',
};
const OF_A_READ = [401, 403, 429, 500, 503];
const OF_A_WRITE = [400, 401, 403, 413, 415, 422, 429, 500, 503];

const DESCRIBED: Readonly<Record<string, Described>> = {
  '/orders': {
    operationId: 'placeOrder',
    description:
      'Places an order, and answers when it has matched and is on disk. Sent again, it places another one.',
    body: NewOrder,
    example: {
      ...ALICE,
      instrument_id: 1,
      side: 'BUY',
      order_type: 'GTC',
      price_cents: 10_050,
      quantity: 10,
    },
    answer: Placed,
    failures: OF_A_WRITE,
  },
  '/cancel': {
    operationId: 'cancelOrder',
    description: 'Cancels what is open of an order of the caller.',
    body: Cancel,
    example: { ...ALICE, instrument_id: 1, order_id: 1 },
    answer: Canceled,
    failures: OF_A_WRITE,
  },
  '/cancel_all': {
    operationId: 'cancelAllOrders',
    description: 'Cancels all open orders of the caller in an instrument.',
    body: CancelAll,
    example: { ...ALICE, instrument_id: 1 },
    answer: CanceledAll,
    failures: OF_A_WRITE,
  },
  '/new_book': {
    operationId: 'createBook',
    description: 'Lists an instrument. For administrators.',
    body: NewBook,
    example: {
      ...ADMIN,
      instrument_id: 7,
      instrument_name: 'Apple',
      instrument_description: 'Shares of Apple',
    },
    answer: Created,
    failures: OF_A_WRITE,
  },
  '/instruments': {
    operationId: 'listInstruments',
    description: 'All instruments, in the order in which they were listed.',
    answer: RestInstruments,
    failures: OF_A_READ,
  },
  '/parties': {
    operationId: 'listParties',
    description: 'Parties that the caller may see, in order of `party_id`.',
    answer: RestParties,
    failures: OF_A_READ,
  },
  '/action_count_seq': {
    operationId: 'getActionCount',
    description: 'How many events of orders there were; 404 before the first.',
    answer: ActionCount,
    failures: [...OF_A_READ, 404],
  },
  '/orders/{instrument_id}': {
    operationId: 'listOrders',
    description: 'All orders of an instrument, open and closed, in order of `order_id`.',
    answer: z.array(RestOrder),
    failures: [...OF_A_READ, 404, 422],
  },
  '/live_orders/{instrument_id}': {
    operationId: 'listLiveOrders',
    description: 'The open orders of an instrument, in order of `order_id`.',
    answer: z.array(RestOrder),
    failures: [...OF_A_READ, 404, 422],
  },
  '/trades/{instrument_id}': {
    operationId: 'listTrades',
    description: 'All trades of an instrument, in the order in which they happened.',
    answer: z.array(RestTrade),
    failures: [...OF_A_READ, 404, 422],
  },
};

/** The routes of `src/gateway/rest`, each of which has to be described here. */
export function restPaths(): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  for (const path of WRITE_ROUTES.keys()) paths[path] = { post: operation(path) };
  for (const path of READ_ROUTES.keys()) paths[path] = { get: operation(path) };
  for (const folder of READ_ROUTES_OF_INSTRUMENT.keys()) {
    paths[`${folder}{instrument_id}`] = {
      get: operation(`${folder}{instrument_id}`),
      parameters: [INSTRUMENT],
    };
  }
  return paths;
}

const INSTRUMENT = {
  name: 'instrument_id',
  in: 'path',
  required: true,
  schema: { type: 'integer' },
  example: 1,
};

/** With PUBLIC_PARTIES=false a reader is named by a token or a password. */
const READER = [{}, { bearer: [] }, { basic: [] }];

function operation(path: string): Schema {
  const described = DESCRIBED[path];
  if (described === undefined) throw new Error(`rest-paths.ts does not describe ${path}`);
  const { operationId, description, body, example, answer, failures } = described;
  return {
    operationId,
    tags: [TAG],
    description,
    security: body === undefined ? READER : [],
    ...(body !== undefined && {
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: schemaOf(body, 'input'), example } } },
    }),
    responses: {
      '200': { description: 'The answer.', content: { [JSON_TYPE]: { schema: schemaOf(answer, 'input') } } },
      ...Object.fromEntries(failures.map((status) => [String(status), failure(status)])),
    },
  };
}

function failure(status: number): Schema {
  return {
    description: FAILURES[status],
    content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/RestError' } } },
  };
}

/** What is not named there may be in an answer, and is passed over in a request. */
function schemaOf(type: z.ZodType, io: 'input'): Schema {
  const { $schema, ...schema } = z.toJSONSchema(type, { io });
  return schema;
}

export function restErrorSchema(): Schema {
  return schemaOf(RestError, 'input');
}
