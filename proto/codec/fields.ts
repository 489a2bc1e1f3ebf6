import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

export const VARINT_WIRE_TYPE = 0;
export const FIXED64_WIRE_TYPE = 1;
export const MESSAGE_WIRE_TYPE = 2;

/** Bytes for which WireWriter makes room at the beginning of a message. Texts and big numbers make their own room. */
const ROOM_BYTES = 1000;
/** Of a tag, and of a number or a length behind it. */
const FIELD_BYTES = 2 + 10;

/** What the code says about one field of a message. */
export interface FieldCode {
  /** The property of the same name. */
  readonly name: string;
  readonly number: number;
  readonly tag: number;
  readonly isVarint: boolean;
  /** Its value before anything is read, with its type where that does not follow. */
  readonly declaration: string;
  /** Statements. */
  readonly write: readonly string[];
  /** An expression: of `value` for a varint, else of what `reader` has next. */
  readonly read: string;
  /** An expression: what was read, once it is known to be one of the allowed values. */
  readonly checked: string;
  /** The property may be absent. */
  readonly isOptional: boolean;
  /** Some value of its type, for a record that is reused. */
  readonly sample: string;
}

/** @throws Error for a message that may take more than the room that is made for it. */
export function checkRoom(message: DescMessage): void {
  if (largest(message) > ROOM_BYTES)
    throw new Error(`${message.name} is too large: see SLACK_BYTES of WireWriter`);
}

/** The bytes that a message takes at most, without what is in its texts and big numbers. A list counts as one. */
function largest({ fields }: DescMessage): number {
  return fields.reduce(
    (sum, { message }) => sum + FIELD_BYTES + (message === undefined ? 0 : largest(message)),
    0,
  );
}

/** @throws Error for a field of a kind that the journal has had no need of. */
export function fieldCode(field: DescField): FieldCode {
  const name = field.localName;
  const isOptional = field.proto.proto3Optional;
  const common = { name, number: field.number, isOptional };
  if (field.fieldKind === 'enum') {
    const tag = tagOf(field.number, VARINT_WIRE_TYPE);
    const known = `known${field.enum.name}`;
    const value = `from.${name} satisfies ${numbersOf(field.enum).join(' | ')}`;
    const sample = String(numbersOf(field.enum)[0]);
    if (isOptional) {
      return {
        ...{ ...common, tag, isVarint: true, declaration: `let ${name}: ${field.enum.name} | undefined;` },
        write: [`if (from.${name} !== undefined) wire.presentUint(${tag}, ${value});`],
        ...{ read: `${known}(reader, value)`, checked: name, sample },
      };
    }
    return {
      ...{ ...common, tag, isVarint: true, declaration: `let ${name} = 0;`, read: 'value' },
      write: [`wire.uint(${tag}, ${value});`],
      ...{ checked: `${known}(reader, ${name})`, sample },
    };
  }
  if (field.fieldKind === 'message' && !isOptional) {
    const tag = tagOf(field.number, MESSAGE_WIRE_TYPE);
    const type = field.message.name;
    return {
      ...{ ...common, tag, isVarint: false, declaration: `let ${name}: ${type} | undefined;` },
      write: [
        `const ${name}Start = wire.open(${tag});`,
        `write${type}(wire, from.${name});`,
        `wire.close(${name}Start);`,
      ],
      read: `read${type}(reader, reader.end(end))`,
      checked: name,
      sample: sampleName(field.message),
    };
  }
  if (field.fieldKind !== 'scalar') throw new Error(`${field} is of a kind that has no code`);
  const { type, method, wireType, zero, read } = scalarCode(field.scalar);
  const tag = tagOf(field.number, wireType);
  return {
    ...{ ...common, tag, isVarint: wireType === VARINT_WIRE_TYPE, checked: name, sample: zero, read },
    declaration: isOptional ? `let ${name}: ${type} | undefined;` : `let ${name} = ${zero};`,
    write: isOptional
      ? [`if (from.${name} !== undefined) wire.${presentMethod(method)}(${tag}, from.${name});`]
      : [`wire.${method}(${tag}, from.${name});`],
  };
}

/** The numbers that are stored; 0 is not. */
export function numbersOf({ values }: DescEnum): number[] {
  return values.map(({ number }) => number).filter((number) => number !== 0);
}

export function sampleName({ name }: DescMessage): string {
  return `some${name}`;
}

/** Field number and wire type, as they stand before a value. */
export function tagOf(number: number, wireType: number): number {
  return number * 8 + wireType;
}

export function wireTypeOf(field: DescField): number {
  if (field.fieldKind === 'enum') return VARINT_WIRE_TYPE;
  return field.fieldKind === 'scalar' ? scalarCode(field.scalar).wireType : MESSAGE_WIRE_TYPE;
}

interface ScalarCode {
  readonly type: string;
  /** Of WireWriter. */
  readonly method: string;
  readonly wireType: number;
  readonly zero: string;
  readonly read: string;
}

function scalarCode(scalar: ScalarType): ScalarCode {
  switch (scalar) {
    case ScalarType.UINT32:
      return {
        type: 'number',
        method: 'uint32',
        wireType: VARINT_WIRE_TYPE,
        zero: '0',
        read: 'reader.checked32(value)',
      };
    case ScalarType.UINT64:
      return { type: 'number', method: 'uint', wireType: VARINT_WIRE_TYPE, zero: '0', read: 'value' };
    case ScalarType.BOOL:
      return {
        type: 'boolean',
        method: 'bool',
        wireType: VARINT_WIRE_TYPE,
        zero: 'false',
        read: 'reader.checkedBool(value)',
      };
    case ScalarType.FIXED64:
      return {
        type: 'bigint',
        method: 'fixed64',
        wireType: FIXED64_WIRE_TYPE,
        zero: '0n',
        read: 'reader.fixed64(end)',
      };
    case ScalarType.STRING:
      return {
        type: 'string',
        method: 'text',
        wireType: MESSAGE_WIRE_TYPE,
        zero: "''",
        read: 'reader.text(end)',
      };
    case ScalarType.BYTES:
      return {
        type: 'bigint',
        method: 'bigint',
        wireType: MESSAGE_WIRE_TYPE,
        zero: '0n',
        read: 'reader.bigint(end)',
      };
    default:
      throw new Error(`There is no code for fields of type ${ScalarType[scalar]}`);
  }
}

/** Writes zero too. */
function presentMethod(method: string): string {
  return `present${method.slice(0, 1).toUpperCase()}${method.slice(1)}`;
}
