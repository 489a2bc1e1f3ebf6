import { once } from 'node:events';
import { type ClientHttp2Stream, connect } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CandleInterval } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  MarketDataChannel,
  StreamMarketDataRequestSchema,
  StreamMarketDataResponseSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { envelope } from '../attacks/attacker.ts';

/* The client half of `market-data.ts`: readers on bare HTTP/2, of which some decode what they read. */

/** Everything that was read between the messages `begin` and `end`. */
export interface Read {
  readonly messages: number;
  readonly bytes: number;
  /** Messages of the readers that decode. */
  readonly sampledMessages: number;
  readonly updates: number;
  /** Trades of the readers that decode, with the time of reading. */
  readonly trades: readonly (readonly [takerOrderId: string, readMs: number])[];
}

const ENVELOPE_BYTES = 5;
const SAMPLED = 10;
/** Streams that are opened at once, few enough that none waits for a place. */
const OPENED_AT_ONCE = 20;

const [url = '', instrumentId = '', count = '', intervalMs = ''] = process.argv.slice(2);
const subscriptions = [
  { channel: MarketDataChannel.BEST_BID_OFFER },
  { channel: MarketDataChannel.ORDER_BOOK, depth: 20 },
  { channel: MarketDataChannel.TRADES },
  { channel: MarketDataChannel.CANDLES, candleInterval: CandleInterval.CANDLE_INTERVAL_1_MINUTE },
  { channel: MarketDataChannel.STATISTICS },
].map((one, index) => ({
  ...one,
  subscriptionId: index + 1,
  instrumentId: Number(instrumentId),
  updateIntervalMs: Number(intervalMs),
}));
const REQUEST = envelope(
  toBinary(StreamMarketDataRequestSchema, create(StreamMarketDataRequestSchema, { subscriptions })),
);

let [messages, bytes, sampledMessages, updates] = [0, 0, 0, 0];
const trades: (readonly [string, number])[] = [];

const every = Math.max(1, Math.floor(Number(count) / SAMPLED));
for (let reader = 0; reader < Number(count); reader += OPENED_AT_ONCE) {
  const group = Array.from({ length: Math.min(OPENED_AT_ONCE, Number(count) - reader) }, (_, index) =>
    open((reader + index) % every === 0),
  );
  await Promise.all(group);
}
process.send?.('open');
await once(process, 'message');
[messages, bytes, sampledMessages, updates] = [0, 0, 0, 0];
trades.length = 0;
await once(process, 'message');
process.send?.({ messages, bytes, sampledMessages, updates, trades } satisfies Read);
await once(process, 'disconnect');
process.exit(0);

/** Opens a stream, and resolves with its first message. */
async function open(isSampled: boolean): Promise<void> {
  const stream = connect(url).request({
    ':method': 'POST',
    ':path': '/redleaf.v1.MarketDataService/StreamMarketData',
    'content-type': 'application/grpc+proto',
    'grpc-accept-encoding': 'identity,deflate,gzip',
    te: 'trailers',
  });
  stream.end(REQUEST);
  stream.on('end', () => {
    throw new Error('the exchange has ended a stream');
  });
  read(stream, isSampled);
  await once(stream, 'data');
}

function read(stream: ClientHttp2Stream, isSampled: boolean): void {
  let unread: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    while (unread.length >= ENVELOPE_BYTES) {
      const end = ENVELOPE_BYTES + unread.readUInt32BE(1);
      if (unread.length < end) return;
      messages += 1;
      if (isSampled) decode(unread.subarray(0, end));
      unread = unread.subarray(end);
    }
  });
}

function decode(message: Buffer): void {
  const readMs = Number(process.hrtime.bigint()) / 1e6;
  if (message[0] !== 0) throw new Error('a message came compressed');
  const response = fromBinary(StreamMarketDataResponseSchema, message.subarray(ENVELOPE_BYTES));
  sampledMessages += 1;
  updates += response.updates.length;
  for (const { update } of response.updates) {
    if (update.case !== 'trades') continue;
    for (const { takerOrderId } of update.value.trades) trades.push([String(takerOrderId), readMs]);
  }
}
