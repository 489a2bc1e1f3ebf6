import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The fields of a message: each is another message or a value of a wire type. */
type Shape = ReadonlyMap<number, Shape | WireType>;

/**
 * Counts the messages inside a binary message, without decoding them, and stops beyond a bound.
 *
 * @throws Error if a field has another wire type, or goes beyond its message. The library is less strict: it would continue at
 * another position, where any number of messages may follow.
 */
export function createMessageCount(desc: DescMessage): (bytes: Uint8Array, max: number) => number {
  const shape = shapeOf(desc);
  return (bytes, max) => {
    const reader = new BinaryReader(bytes);
    let count = 0;
    const walk = (fields: Shape, end: number) => {
      while (reader.pos < end && count <= max) {
        const [number, wireType] = reader.tag();
        const field = fields.get(number);
        if (typeof field === 'object') {
          if (wireType !== WireType.LengthDelimited) throw new Error(`field ${number} is no message`);
          count += 1;
          const length = reader.uint32();
          walk(field, reader.pos + length);
        } else {
          if (field !== undefined && wireType !== field)
            throw new Error(`field ${number} is of another type`);
          reader.skip(wireType, number);
        }
      }
      if (reader.pos > end) throw new Error('a field is longer than its message');
    };
    walk(shape, bytes.length);
    return count;
  };
}

/** Counts commas, opening braces and opening brackets outside of strings: an upper bound of the values. */
export function countJsonValues(json: Uint8Array): number {
  let values = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === BACKSLASH) index += 1;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText && (byte === BRACE || byte === BRACKET || byte === COMMA)) values += 1;
  }
  return values;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const COMMA = 0x2c;

function shapeOf({ fields }: DescMessage): Shape {
  return new Map(fields.map((field) => [field.number, shapeOfField(field)]));
}

function shapeOfField(field: DescField): Shape | WireType {
  if (field.message !== undefined) return shapeOf(field.message);
  if (field.fieldKind === 'enum') return WireType.Varint;
  if (field.fieldKind !== 'scalar') throw new Error(`${field} is of a kind that no request has`);
  return field.scalar === ScalarType.STRING ? WireType.LengthDelimited : WireType.Varint;
}
