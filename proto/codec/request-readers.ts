import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  ScalarType,
} from '@bufbuild/protobuf';
import { MESSAGE_WIRE_TYPE, tagOf, VARINT_WIRE_TYPE } from './fields.ts';

/** Its tag takes one byte. */
const MAX_FIELD_NUMBER = 15;

/**
 * A function that reads a message as protobuf-es makes it. It returns undefined for whatever is malformed, or right but unusual: a
 * field that it does not know, a message or a oneof that comes twice, an enum value without a name.
 */
export function requestReader(message: DescMessage): string[] {
  const { name, fields, members, typeName } = message;
  const required = members.filter((member) => !isOptional(member));
  const optional = members.filter(isOptional);
  const literal = [`$typeName: '${typeName}'`, ...required.map(property)].join(', ');
  return [
    `export function read${name}(reader: RequestReader, end: number): ${name} | undefined {`,
    ...members.map((member) => `  ${declaration(member)}`),
    '  while (reader.position < end) {',
    '    switch (reader.tag()) {',
    ...fields.flatMap(fieldCase),
    '      default: return undefined;',
    '    }',
    '  }',
    '  if (reader.position !== end) return undefined;',
    ...fields.flatMap(enumCheck),
    ...(optional.length === 0
      ? [`  return { ${literal} };`]
      : [
          `  const message: ${name} = { ${literal} };`,
          ...optional.map(
            ({ localName }) => `  if (${localName} !== undefined) message.${localName} = ${localName};`,
          ),
          '  return message;',
        ]),
    '}',
    '',
  ];
}

type Member = DescField | DescOneof;

/** The property is absent when the field is. */
function isOptional(member: Member): boolean {
  return member.kind === 'field' && (member.fieldKind === 'message' || member.proto.proto3Optional);
}

function property(member: Member): string {
  const { localName } = member;
  return member.kind === 'oneof' ? `${localName}: ${localName} ?? { case: undefined }` : localName;
}

function declaration(member: Member): string {
  const { localName } = member;
  if (member.kind === 'oneof') return `let ${localName}: ${member.parent.name}['${localName}'] | undefined;`;
  if (member.fieldKind === 'message') return `let ${localName}: ${member.message.name} | undefined;`;
  if (member.fieldKind === 'list' && member.listKind === 'message')
    return `const ${localName}: ${member.message.name}[] = [];`;
  const { type, zero } = value(member);
  return isOptional(member) ? `let ${localName}: ${type} | undefined;` : `let ${localName} = ${zero};`;
}

function fieldCase(field: DescField): string[] {
  const { localName, message, number, oneof } = field;
  if (number > MAX_FIELD_NUMBER) throw new Error(`${field}: RequestReader reads tags of one byte`);
  if (message === undefined) {
    const { read, wireType } = value(field);
    const store =
      oneof === undefined
        ? `${localName} = ${read}`
        : `${oneof.localName} = { case: '${localName}', value: ${read} }`;
    return [`      case ${tagOf(number, wireType)}: ${store}; break;`];
  }
  const target = oneof?.localName ?? localName;
  const isList = field.fieldKind === 'list';
  const store = isList
    ? `${target}.push(value);`
    : `${target} = ${oneof === undefined ? 'value' : `{ case: '${localName}', value }`};`;
  return [
    `      case ${tagOf(number, MESSAGE_WIRE_TYPE)}: {`,
    `        const value = read${message.name}(reader, reader.message());`,
    `        if (value === undefined${isList ? '' : ` || ${target} !== undefined`}) return undefined;`,
    `        ${store}`,
    '        break;',
    '      }',
  ];
}

function enumCheck(field: DescField): string[] {
  if (field.fieldKind !== 'enum') return [];
  const unknown = numbers(field.enum).map((number) => `${field.localName} !== ${number}`);
  return [`  if (${unknown.join(' && ')}) return undefined;`];
}

function numbers({ values }: DescEnum): number[] {
  return values.map(({ number }) => number);
}

interface ValueCode {
  readonly type: string;
  readonly zero: string;
  readonly read: string;
  readonly wireType: number;
}

/** @throws Error for a field of a kind that no request has. */
function value(field: DescField): ValueCode {
  if (field.fieldKind === 'enum') return NUMBER;
  const code = field.fieldKind === 'scalar' ? SCALARS.get(field.scalar) : undefined;
  if (code === undefined) throw new Error(`${field} is of a kind that has no code`);
  return code;
}

const NUMBER = { type: 'number', zero: '0', read: 'reader.uint32()', wireType: VARINT_WIRE_TYPE };
const BIGINT = { type: 'bigint', zero: '0n', read: 'reader.int64()', wireType: VARINT_WIRE_TYPE };

const SCALARS: ReadonlyMap<ScalarType, ValueCode> = new Map([
  [ScalarType.UINT32, NUMBER],
  [ScalarType.INT64, BIGINT],
  [ScalarType.UINT64, BIGINT],
  [ScalarType.BOOL, { type: 'boolean', zero: 'false', read: 'reader.bool()', wireType: VARINT_WIRE_TYPE }],
  [ScalarType.STRING, { type: 'string', zero: "''", read: 'reader.text()', wireType: MESSAGE_WIRE_TYPE }],
]);
