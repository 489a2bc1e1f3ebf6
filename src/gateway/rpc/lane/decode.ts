import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { BINARY_OPTIONS } from '../message-limits.ts';

/** @throws ConnectError like the library's, if the message cannot be read. */
export function decode<Desc extends DescMessage>(schema: Desc, message: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(schema, message, BINARY_OPTIONS);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConnectError(`parse binary: ${why}`, Code.InvalidArgument);
  }
}
