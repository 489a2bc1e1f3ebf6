import type { DescField, Message } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';

export interface EncodedField {
  readonly field: DescField;
  /** Value of the message field: a length, then a message. */
  readonly bytes: Uint8Array;
}

/** Adds encoded fields to a message. protobuf-es writes unknown fields as they are. */
export function withEncoded<M extends Message>(message: M, fields: readonly EncodedField[]): M {
  message.$unknown = fields.map(({ field, bytes }) => ({
    no: field.number,
    wireType: WireType.LengthDelimited,
    data: bytes,
  }));
  return message;
}

/** Whether the answer will be JSON, which has only the known fields of a message. */
export function isJson(requestHeader: Headers): boolean {
  return requestHeader.get('content-type')?.includes('json') === true;
}
