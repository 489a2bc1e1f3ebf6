import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { RequestReader } from '../../../wire/request-reader.ts';
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
