import { type DescMethodServerStreaming, toBinary } from '@bufbuild/protobuf';
import {
  MarketDataService,
  StreamOrderBookRequestSchema,
  StreamOrderBookResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { BookMessage } from '../../../feeds/depth-book.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { BookLevels } from '../../../feeds/snapshot-parts.ts';
import { encodedBookMessage } from '../encoded-book-message.ts';
import { requireBook } from '../require-book.ts';
import { decode } from './decode.ts';
import { encodeEnvelope } from './lane-answer.ts';

/** What a stream sends: messages in their envelopes. */
export interface StreamSource {
  /** The next message; undefined if there is none yet. */
  poll(): Uint8Array | undefined;
  /** Whether the next message waits for its turn, because it is as long as the last one. */
  readonly isLong: boolean;
  heartbeat(): Uint8Array;
  /** Sets whom to call when the next message may be there. */
  onNews(listener: () => void): void;
  close(): void;
}

/** A stream of messages to the caller, as the lane serves it. */
export interface StreamRpc {
  readonly method: DescMethodServerStreaming;
  /** @throws RefusedError or ConnectError */
  open(message: Uint8Array): StreamSource;
}

export function streamOrderBook(feeds: Feeds): StreamRpc {
  const epoch = BigInt(feeds.epoch);
  /** Callers that are up to date get the same bytes. */
  const kept = new WeakMap<
    BookLevels,
    { readonly previousSequence: number; readonly envelope: Uint8Array }
  >();
  const encode = (message: BookMessage, instrumentId: number): Uint8Array => {
    const { previousSequence, delta } = message;
    const known = delta === undefined ? undefined : kept.get(delta);
    if (known?.previousSequence === previousSequence) return known.envelope;
    const response = encodedBookMessage(message, instrumentId, epoch);
    const envelope = encodeEnvelope(toBinary(StreamOrderBookResponseSchema, response));
    if (delta !== undefined) kept.set(delta, { previousSequence, envelope });
    return envelope;
  };
  return {
    method: MarketDataService.method.streamOrderBook,
    open(request) {
      const { instrumentId } = decode(StreamOrderBookRequestSchema, request);
      const subscription = requireBook(feeds, instrumentId).subscribe();
      let isLong = false;
      return {
        get isLong() {
          return isLong;
        },
        poll() {
          const message = subscription.poll();
          if (message === undefined) return undefined;
          isLong = message.hasMoreLevels;
          return encode(message, instrumentId);
        },
        heartbeat: () => encode(subscription.heartbeat(), instrumentId),
        onNews(listener) {
          subscription.onNews = listener;
        },
        close: () => subscription.close(),
      };
    },
  };
}
