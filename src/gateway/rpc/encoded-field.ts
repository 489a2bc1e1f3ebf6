import type { DescField, Message } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';

export interface EncodedField {
  readonly field: DescField;
  /** What the message field holds: a length, then a message. */
  readonly bytes: Uint8Array;
}

/** Gives a message fields whose bytes are there already: protobuf-es writes what it does not know as it is. */
export function withEncoded<M extends Message>(message: M, fields: readonly EncodedField[]): M {
  message.$unknown = fields.map(({ field, bytes }) => ({
    no: field.number,
    wireType: WireType.LengthDelimited,
    data: bytes,
  }));
  return message;
}

/** Whether the answer will be JSON, which is made of the fields that a message knows. */
export function isJson(requestHeader: Headers): boolean {
  return requestHeader.get('content-type')?.includes('json') === true;
}
