import { toBinary } from '@bufbuild/protobuf';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import {
  MarketDataService,
  StreamOrderBookRequestSchema,
  StreamOrderBookResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { BookMessage } from '../../../feeds/book-message.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { PolledSubscription } from '../../../feeds/subscriptions.ts';
import { encodedBookMessage } from '../encoded-book-message.ts';
import { encodedOnce } from '../encoded-once.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { requireBook } from '../require-book.ts';
import { decode } from './decode.ts';
import type { StreamRpc, StreamSource } from './stream-rpc.ts';

type Encode = (message: BookMessage) => Uint8Array;

export function streamOrderBook(feeds: Feeds): StreamRpc {
  const epoch = BigInt(feeds.epoch);
  /** Callers that are up to date get the same message, and the same bytes. */
  const encode = encodedOnce((message: BookMessage, instrumentId: number) =>
    encodeEnvelope(
      0,
      toBinary(StreamOrderBookResponseSchema, encodedBookMessage(message, instrumentId, epoch)),
    ),
  );
  return {
    method: MarketDataService.method.streamOrderBook,
    maxBytes: MAX_REQUEST_BYTES,
    open(request) {
      const { instrumentId } = decode(StreamOrderBookRequestSchema, request);
      const book = requireBook(feeds, instrumentId);
      return new BookSource(book.subscribe(), (message) => encode(message, instrumentId));
    },
  };
}

class BookSource implements StreamSource {
  isLong = false;
  readonly #subscription: PolledSubscription<BookMessage>;
  readonly #encode: Encode;

  constructor(subscription: PolledSubscription<BookMessage>, encode: Encode) {
    this.#subscription = subscription;
    this.#encode = encode;
  }

  set onNews(listener: () => void) {
    this.#subscription.onNews = listener;
  }

  poll(): Uint8Array | undefined {
    const message = this.#subscription.poll();
    if (message === undefined) return undefined;
    this.isLong = message.hasMoreLevels;
    return this.#encode(message);
  }

  heartbeat(): Uint8Array {
    return this.#encode(this.#subscription.heartbeat());
  }

  close(): void {
    this.#subscription.close();
  }
}
