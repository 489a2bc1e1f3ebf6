import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  GetOrderBookRequestSchema,
  ListTradesRequestSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Attack } from './attack.ts';
import { type Attacker, callGrpc, envelope, type Target } from './attacker.ts';

type Begin = (session: ClientHttp2Session, target: Target) => ClientHttp2Stream | undefined;

const PER_CONNECTION = 1_000;
const LARGEST = 4_000;

/** Calls with a window of 0 bytes: every answer stays in the exchange, and PINGs keep the connection alive. */
function unread(name: string, what: string, large: number, begin: Begin): Attack {
  return {
    name,
    what: `${what} over a window of no bytes, and PINGs`,
    size: { small: 50, large, largest: LARGEST },
    repeats: false,
    async run(attacker: Attacker, size: number, signal: AbortSignal) {
      let begun = 0;
      for (const session of attacker.openFor(size, PER_CONNECTION, { initialWindowSize: 0 })) {
        for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
          const stream = begin(session, attacker.target);
          if (stream === undefined) break;
          begun += 1;
          void attacker.tally.watch(stream);
          if (begun % 10 === 0) await new Promise((turn) => setImmediate(turn));
        }
      }
    },
  };
}

export const unreadBooks = unread('unread-books', 'GetOrderBook', 1_200, (session, { instrumentId }) =>
  callGrpc(session, {
    path: '/redleaf.v1.MarketDataService/GetOrderBook',
    body: envelope(
      toBinary(GetOrderBookRequestSchema, create(GetOrderBookRequestSchema, { instrumentId, depth: 5_000 })),
    ),
  }),
);

export const unreadTrades = unread('unread-trades', 'ListTrades', 1_200, (session) =>
  callGrpc(session, {
    path: '/redleaf.v1.MarketDataService/ListTrades',
    body: envelope(toBinary(ListTradesRequestSchema, create(ListTradesRequestSchema, { pageSize: 1_000 }))),
  }),
);

export const unreadLists = unread('unread-lists', 'GET /orders', 1_200, (session, { instrumentId }) => {
  if (session.destroyed || session.closed) return undefined;
  return session.request({ ':method': 'GET', ':path': `/orders/${instrumentId}` });
});
