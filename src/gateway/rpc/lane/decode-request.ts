import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { readOrderEntryRequest } from '../../../../gen/redleaf/v1/order_service_codec.ts';
import {
  type OrderEntryRequest,
  OrderEntryRequestSchema,
} from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { RequestReader } from '../../../wire/request-reader.ts';
import { checkMessage, MAX_MESSAGES } from '../order-entry-frames.ts';
import { decode } from './decode.ts';

/** A generated reader of a message; see `proto/codec`. */
export type Read<Message> = (reader: RequestReader, end: number) => Message | undefined;

/**
 * Decodes a request with its generated reader. Whatever that does not read, malformed or unusual, is left to protobuf-es.
 *
 * @throws ConnectError like the library's, if the message cannot be read.
 */
export function decodeRequest<Desc extends DescMessage>(
  schema: Desc,
  read: Read<MessageShape<Desc>>,
  message: Buffer,
): MessageShape<Desc> {
  return read(new RequestReader(message), message.length) ?? decode(schema, message);
}

/**
 * Decodes a frame of an order-entry stream in the same way. The reader counts the messages in it as it reads, so the frame is
 * counted beforehand only where protobuf-es decodes it.
 *
 * @throws ConnectError MESSAGE_TOO_LARGE if it has too many commands, or like the library's.
 */
export function decodeFrame(message: Buffer): OrderEntryRequest {
  const frame = readOrderEntryRequest(new RequestReader(message, MAX_MESSAGES), message.length);
  if (frame !== undefined) return frame;
  checkMessage(message, false);
  return decode(OrderEntryRequestSchema, message);
}
