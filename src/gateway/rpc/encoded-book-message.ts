import { create } from '@bufbuild/protobuf';
import {
  type StreamOrderBookResponse,
  StreamOrderBookResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { BookMessage } from '../../feeds/book-message.ts';
import { fromBookMessage } from './convert-responses.ts';
import { encodeOrderBook, encodeOrderBookDelta } from './encode-book.ts';
import { withEncoded } from './encoded-field.ts';

const { snapshot: SNAPSHOT, delta: DELTA } = StreamOrderBookResponseSchema.field;

/** The message of `fromBookMessage`, with levels as bytes that all subscribers share. */
export function encodedBookMessage(
  message: BookMessage,
  instrumentId: number,
  epoch: bigint,
): StreamOrderBookResponse {
  const { previousSequence, sequence, snapshot, delta, hasMoreLevels } = message;
  if (snapshot === undefined && delta === undefined) return fromBookMessage(message, instrumentId, epoch);
  const header = create(StreamOrderBookResponseSchema, {
    instrumentId,
    previousSequence: BigInt(previousSequence),
    sequence: BigInt(sequence),
    epoch,
    hasMoreLevels,
  });
  return withEncoded(header, [
    ...(snapshot === undefined ? [] : [{ field: SNAPSHOT, bytes: encodeOrderBook(snapshot) }]),
    ...(delta === undefined ? [] : [{ field: DELTA, bytes: encodeOrderBookDelta(delta) }]),
  ]);
}
