import type { DescEnum, DescField, DescFile, DescMessage, DescOneof } from '@bufbuild/protobuf';
import {
  checkRoom,
  type FieldCode,
  fieldCode,
  MESSAGE_WIRE_TYPE,
  numbersOf,
  sampleName,
  tagOf,
} from './fields.ts';
import { EVENTS, TYPES } from './types.ts';

const SRC = '../../../../src';

/** The lines of the codec: one function each that reads and writes a message, tags of the three outer ones, and the dispatch. */
export function journalCodec(file: DescFile): string[] {
  const [batch, frame, event] = ['Batch', 'Frame', 'Event'].map((name) => messageOf(file, name));
  const kinds = event?.oneofs[0];
  if (batch === undefined || frame === undefined || kinds === undefined)
    throw new Error('Events have no kinds');
  const events = kinds.fields.flatMap(({ message }) => message ?? []);
  const [messages, enums] = [new Set<DescMessage>(), new Set<DescEnum>()];
  for (const each of events) collect(each, messages, enums);
  for (const { enum: kind } of frame.fields) if (kind !== undefined) enums.add(kind);
  events.forEach(checkRoom);
  const nested = [...messages].filter((message) => !events.includes(message));
  return [
    '/* eslint-disable */',
    '',
    ...imports([...messages], events, [...enums]),
    '',
    ...tags('BatchTag', batch.fields),
    ...tags('FrameTag', frame.fields),
    ...tags('EventTag', kinds.fields),
    'type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };',
    '/** Compiles only while every property of the type has a field in the proto. */',
    'type Whole<Names extends PropertyKey, Properties extends Names> = Properties;',
    '',
    ...[...enums].flatMap(known),
    ...nested.flatMap((message) => [...sample(message), ...writer(message), ...freshReader(message)]),
    ...events.flatMap((message) => [...writer(message), ...recordReader(message)]),
    ...dispatch(kinds),
  ];
}

function messageOf(file: DescFile, name: string): DescMessage | undefined {
  return file.messages.find((message) => message.name === name);
}

/** What a message is made of comes before it. */
function collect(message: DescMessage, messages: Set<DescMessage>, enums: Set<DescEnum>): void {
  for (const field of message.fields) {
    if (field.message !== undefined) collect(field.message, messages, enums);
    if (field.enum !== undefined) enums.add(field.enum);
  }
  messages.add(message);
}

function imports(
  messages: readonly DescMessage[],
  events: readonly DescMessage[],
  enums: readonly DescEnum[],
): string[] {
  const modules = new Map([
    ['journal/wire-reader.ts', ['WireReader']],
    ['wire/wire-writer.ts', ['WireWriter']],
    ['events/frame.ts', ['EventHandlers']],
  ]);
  for (const { name } of [...messages, ...enums]) {
    const module = events.some((event) => event.name === name) ? EVENTS : TYPES[name];
    if (module === undefined) throw new Error(`There is no type for ${name}: add it to proto/codec/types.ts`);
    modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `import type { ${names.sort().join(', ')} } from '${SRC}/${module}';`);
}

function tags(name: string, fields: readonly DescField[]): string[] {
  const lines = fields.map((field) => {
    const isMessage = field.fieldKind === 'message' || field.fieldKind === 'list';
    const tag = isMessage ? tagOf(field.number, MESSAGE_WIRE_TYPE) : fieldCode(field).tag;
    return `  ${field.localName}: ${tag},`;
  });
  return [`export const ${name} = {`, ...lines, '} as const;', ''];
}

function known(type: DescEnum): string[] {
  const { name } = type;
  const words = name.replaceAll(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  return [
    `export function known${name}(reader: WireReader, value: number): ${name} {`,
    `  if (${numbersOf(type)
      .map((number) => `value === ${number}`)
      .join(' || ')}) return value;`,
    `  throw reader.damaged(\`${words} \${value} is unknown\`);`,
    '}',
    '',
  ];
}

function writer(message: DescMessage): string[] {
  const { name } = message;
  const fields = message.fields.map(fieldCode);
  const names = fields.map((field) => `'${field.name}'`).join(' | ');
  return [
    `export type ${name}Property = Whole<${names}, keyof ${name}>;`,
    '',
    `export function write${name}(wire: WireWriter, from: ${name}): void {`,
    ...fields.flatMap(({ write }) => write.map((line) => `  ${line}`)),
    '}',
    '',
  ];
}

/** For messages that may be kept. */
function freshReader(message: DescMessage): string[] {
  const { name } = message;
  const fields = message.fields.map(fieldCode);
  const optional = fields.filter(({ isOptional }) => isOptional);
  const literal = properties(fields.filter(({ isOptional }) => !isOptional));
  const end =
    optional.length === 0
      ? [`  return { ${literal} };`]
      : [
          `  const made: Mutable<${name}> = { ${literal} };`,
          ...optional.map(
            (field) => `  if (${field.name} !== undefined) made.${field.name} = ${field.name};`,
          ),
          '  return made;',
        ];
  return [
    `export function read${name}(reader: WireReader, end: number): ${name} {`,
    ...readFields(message, fields),
    ...end,
    '}',
    '',
  ];
}

/** For events: they are valid during the call, so one record of each kind serves all. */
function recordReader(message: DescMessage): string[] {
  const { name } = message;
  const fields = message.fields.map(fieldCode);
  if (fields.some(({ isOptional }) => isOptional))
    throw new Error(`${name}: an event has no optional fields`);
  const record = name.slice(0, 1).toLowerCase() + name.slice(1);
  return [
    `const ${record}: Mutable<${name}> = { ${samples(fields)} };`,
    '',
    `/** The record that it returns is reused by the next call. */`,
    `export function read${name}(reader: WireReader, end: number): ${name} {`,
    ...readFields(message, fields),
    ...fields.map((field) => `  ${record}.${field.name} = ${field.checked};`),
    `  return ${record};`,
    '}',
    '',
  ];
}

function readFields(message: DescMessage, fields: readonly FieldCode[]): string[] {
  fields.forEach(({ number }, index) => {
    if (number !== index + 1) throw new Error(`${message.name}: field numbers go up from 1 without a gap`);
  });
  const varints = fields.filter(({ isVarint }) => isVarint);
  const others = fields.filter(({ isVarint }) => !isVarint);
  const skip = `reader.skipUnknown(tag, ${fields.length}, end);`;
  const varintLines = [
    `    if ((tag & 7) === 0 && tag <= ${tagOf(fields.length, 0)}) {`,
    '      const value = reader.uint();',
    '      switch (tag) {',
    ...varints.map(({ name, tag, read }) => `        case ${tag}: ${name} = ${read}; break;`),
    '        default: throw reader.wrongType(tag);',
    '      }',
    '    }',
  ];
  const otherLines = [
    ...others.map(({ name, tag, read }) => `if (tag === ${tag}) ${name} = ${read};`),
    skip,
  ].join(' else ');
  return [
    ...fields.map(({ declaration }) => `  ${declaration}`),
    '  while (reader.position < end) {',
    '    const tag = reader.uint();',
    ...(varints.length > 0
      ? [...varintLines.slice(0, -1), `    } else ${otherLines}`]
      : [`    ${otherLines}`]),
    '  }',
    '  reader.expectEnd(end);',
    ...message.fields.flatMap((field) =>
      field.message === undefined
        ? []
        : [
            `  if (${field.localName} === undefined) throw reader.damaged('${message.name} has no ${field.name}');`,
          ],
    ),
  ];
}

/** Some value of a type, which a record holds before it is first read. */
function sample(message: DescMessage): string[] {
  const fields = message.fields.map(fieldCode).filter(({ isOptional }) => !isOptional);
  return [`const ${sampleName(message)}: ${message.name} = { ${samples(fields)} };`, ''];
}

function samples(fields: readonly FieldCode[]): string {
  return fields.map(({ name, sample: value }) => `${name}: ${value}`).join(', ');
}

function properties(fields: readonly FieldCode[]): string {
  return fields.map(({ name, checked }) => (name === checked ? name : `${name}: ${checked}`)).join(', ');
}

function dispatch({ fields }: DescOneof): string[] {
  return [
    '/**',
    ' * Reads one event and hands it over. One that the consumer has no method for is passed over unread.',
    ' *',
    ' * @returns false for a tag that is of no event.',
    ' */',
    'export function readEvent(reader: WireReader, tag: number, end: number, to: EventHandlers): boolean {',
    '  switch (tag) {',
    ...fields.flatMap((field) => [
      `    case ${tagOf(field.number, MESSAGE_WIRE_TYPE)}:`,
      `      if (to.${field.localName} === undefined) reader.position = end;`,
      `      else to.${field.localName}(read${field.message?.name}(reader, end));`,
      '      return true;',
    ]),
    '    default:',
    '      return false;',
    '  }',
    '}',
  ];
}
