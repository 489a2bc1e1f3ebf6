import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { checkRoom, MESSAGE_WIRE_TYPE, tagOf } from './fields.ts';
import { REPLY_ARGUMENTS, REPLY_BIGINTS, REPLY_OPTIONALS, REPLY_TYPES } from './types.ts';

const VARINT = 0;
/** The key and the value of an entry of a map. */
const KEY_TAG = tagOf(1, MESSAGE_WIRE_TYPE);
const VALUE_TAG = tagOf(2, MESSAGE_WIRE_TYPE);

/** A function that writes a message from the type of `src` that stands for it. */
export function replyWriter(message: DescMessage): string[] {
  checkRoom(message);
  const { name, fields } = message;
  const inOrder = [...fields].sort((a, b) => a.number - b.number);
  const given = inOrder.flatMap(({ localName }) => {
    const type = REPLY_ARGUMENTS.get(localName);
    return type === undefined ? [] : [`, ${localName}: ${type}`];
  });
  const from = REPLY_TYPES[name]?.name;
  return [
    `export function write${name}(wire: WireWriter, from: ${from}${given.join('')}): void {`,
    '  wire.reserve();',
    ...inOrder.flatMap(statements).map((line) => `  ${line}`),
    '}',
    '',
  ];
}

function statements(field: DescField): string[] {
  const name = field.localName;
  if (REPLY_ARGUMENTS.has(name)) return [write(field, name)];
  const property = `from.${name}`;
  if (!REPLY_OPTIONALS.has(name)) return always(field, property);
  return [`if (${property} !== undefined) {`, ...always(field, property).map((line) => `  ${line}`), '}'];
}

function always(field: DescField, property: string): string[] {
  const tag = tagOf(field.number, MESSAGE_WIRE_TYPE);
  if (field.fieldKind === 'list' && field.listKind === 'message') {
    return [
      `for (const item of ${property}) {`,
      ...nested(tag, [`write${field.message.name}(wire, item);`]),
      '}',
    ];
  }
  if (isTextMap(field)) {
    return [
      `for (const [key, value] of Object.entries(${property})) {`,
      ...nested(tag, [`wire.presentText(${KEY_TAG}, key);`, `wire.presentText(${VALUE_TAG}, value);`]),
      '}',
    ];
  }
  return [write(field, property)];
}

function isTextMap(field: DescField): boolean {
  return (
    field.fieldKind === 'map' && field.mapKey === ScalarType.STRING && field.scalar === ScalarType.STRING
  );
}

function nested(tag: number, content: readonly string[]): string[] {
  return [
    `  const start = wire.open(${tag});`,
    ...content.map((line) => `  ${line}`),
    '  wire.close(start);',
  ];
}

/** @throws Error for a field of a kind that no reply has. */
function write(field: DescField, value: string): string {
  const tag = (wireType: number) => tagOf(field.number, wireType);
  if (field.fieldKind === 'enum') return `wire.uint(${tag(VARINT)}, ${value});`;
  if (field.fieldKind === 'scalar') {
    switch (field.scalar) {
      case ScalarType.UINT32:
        return `wire.uint32(${tag(VARINT)}, ${value});`;
      case ScalarType.INT64:
      case ScalarType.UINT64:
        return `wire.${REPLY_BIGINTS.has(field.localName) ? 'uint64' : 'uint'}(${tag(VARINT)}, ${value});`;
      case ScalarType.BOOL:
        return `wire.bool(${tag(VARINT)}, ${value});`;
      case ScalarType.STRING:
        return `wire.text(${tag(MESSAGE_WIRE_TYPE)}, ${value});`;
    }
  }
  throw new Error(`${field} is of a kind that has no code`);
}
