import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { checkRoom, FIXED64_WIRE_TYPE, MESSAGE_WIRE_TYPE, tagOf, VARINT_WIRE_TYPE } from './fields.ts';
import {
  WRITTEN_BIGINTS,
  WRITTEN_DIGITS,
  WRITTEN_OPTIONALS,
  WRITTEN_TYPES,
  type WrittenType,
} from './types.ts';

/** The key and the value of an entry of a map. */
const KEY_TAG = tagOf(1, MESSAGE_WIRE_TYPE);
const VALUE_TAG = tagOf(2, MESSAGE_WIRE_TYPE);

/** A function that writes a message from the type of `src` that stands for it. */
export function messageWriter(message: DescMessage): string[] {
  checkRoom(message);
  const { name } = message;
  const given = givenTo(message).map(([argument, type]) => `, ${argument}: ${type}`);
  return [
    `export function write${name}(wire: WireWriter, from: ${typeOf(message).name}${given.join('')}): void {`,
    '  wire.reserve();',
    ...inOrder(message).flatMap((field) => statements(field, typeOf(message)).map((line) => `  ${line}`)),
    '}',
    '',
  ];
}

/** @throws Error for a message without a type. */
export function typeOf({ name }: DescMessage): WrittenType {
  const type = WRITTEN_TYPES[name];
  if (type === undefined) throw new Error(`There is no type for ${name}: add it to proto/codec/types.ts`);
  return type;
}

function inOrder({ fields }: DescMessage): DescField[] {
  return [...fields].sort((a, b) => a.number - b.number);
}

/** The arguments of a writer, with their types: what its message and the messages in it do not find in the type. */
function givenTo(message: DescMessage): (readonly [name: string, type: string])[] {
  const { given = {} } = typeOf(message);
  return inOrder(message).flatMap((field) => {
    const { localName } = field;
    const type = given[localName];
    if (type !== undefined) return [[localName, type] as const];
    return field.fieldKind === 'message' ? givenTo(field.message) : [];
  });
}

function statements(field: DescField, { paths, given }: WrittenType): string[] {
  const name = field.localName;
  const path = paths?.[name] ?? name;
  const value = given?.[name] === undefined ? ['from', path].filter(Boolean).join('.') : name;
  // A part that is absent has no fields.
  if (path.includes('?.')) return [write(field, `${value} ?? ${zeroOf(field)}`)];
  if (!WRITTEN_OPTIONALS.has(name)) return always(field, value);
  return [`if (${value} !== undefined) {`, ...always(field, value).map((line) => `  ${line}`), '}'];
}

function always(field: DescField, value: string): string[] {
  const tag = tagOf(field.number, MESSAGE_WIRE_TYPE);
  if (field.fieldKind === 'list' && field.listKind === 'message') {
    const writer = `write${field.message.name}(wire, item);`;
    return [
      `for (const item of ${value}) {`,
      ...nested('start', tag, [writer]).map((line) => `  ${line}`),
      '}',
    ];
  }
  if (field.fieldKind === 'message') {
    const given = givenTo(field.message).map(([argument]) => `, ${argument}`);
    return nested(`${field.localName}Start`, tag, [
      `write${field.message.name}(wire, ${value}${given.join('')});`,
    ]);
  }
  if (isTextMap(field)) {
    const content = [`wire.presentText(${KEY_TAG}, key);`, `wire.presentText(${VALUE_TAG}, value);`];
    return [
      `for (const [key, value] of Object.entries(${value})) {`,
      ...nested('start', tag, content).map((line) => `  ${line}`),
      '}',
    ];
  }
  return [write(field, value)];
}

function isTextMap(field: DescField): boolean {
  return (
    field.fieldKind === 'map' && field.mapKey === ScalarType.STRING && field.scalar === ScalarType.STRING
  );
}

function nested(start: string, tag: number, content: readonly string[]): string[] {
  return [`const ${start} = wire.open(${tag});`, ...content, `wire.close(${start});`];
}

/** @throws Error for a field of a kind that no written message has. */
function write(field: DescField, value: string): string {
  const tag = (wireType: number) => tagOf(field.number, wireType);
  if (field.fieldKind === 'enum') return `wire.uint(${tag(VARINT_WIRE_TYPE)}, ${value});`;
  if (field.fieldKind === 'scalar') {
    switch (field.scalar) {
      case ScalarType.UINT32:
        return `wire.uint32(${tag(VARINT_WIRE_TYPE)}, ${value});`;
      case ScalarType.INT64:
      case ScalarType.UINT64:
        return `wire.${isBigint(field) ? 'uint64' : 'uint'}(${tag(VARINT_WIRE_TYPE)}, ${value});`;
      case ScalarType.BOOL:
        return `wire.bool(${tag(VARINT_WIRE_TYPE)}, ${value});`;
      case ScalarType.DOUBLE:
        return `wire.double(${tag(FIXED64_WIRE_TYPE)}, ${value});`;
      case ScalarType.STRING:
        return `wire.${isDigits(field) ? 'digits' : 'text'}(${tag(MESSAGE_WIRE_TYPE)}, ${value});`;
    }
  }
  throw new Error(`${field} is of a kind that has no code`);
}

function zeroOf(field: DescField): string {
  if (isBigint(field)) return '0n';
  return field.scalar === ScalarType.STRING && !isDigits(field) ? "''" : '0';
}

function isBigint({ localName }: DescField): boolean {
  return WRITTEN_BIGINTS.has(localName);
}

function isDigits({ localName }: DescField): boolean {
  return WRITTEN_DIGITS.has(localName);
}
