import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { type Contract, type Documented, paragraphsOf } from '../contract.ts';
import { isOneofRequired, type Rules, rulesOf } from '../rules.ts';

/** A JSON Schema, as OpenAPI 3.1 has them. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** Messages and enums as they are in JSON, by name. */
export function contractSchemas(contract: Contract): Record<string, Schema> {
  const { messages, enums, services } = contract;
  const unary = services.flatMap(({ methods }) => methods).filter(({ methodKind }) => methodKind === 'unary');
  const sent = reachable(unary.map(({ input }) => input));
  const all = new Set([...sent, ...reachable(unary.map(({ output }) => output))]);
  const usedEnums = new Set(Array.from(all, ({ fields }) => fields.map((field) => field.enum?.name)).flat());
  return Object.fromEntries([
    ...messages
      .filter((message) => all.has(message))
      .map((message) => [message.name, messageSchema(message, sent.has(message))]),
    ...enums.filter(({ name }) => usedEnums.has(name)).map((one) => [one.name, enumSchema(one)]),
  ]);
}

export function reference({ name }: DescMessage | DescEnum): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A comment as CommonMark; undefined when there is none. */
export function description(desc: Documented): { readonly description?: string } {
  const text = paragraphsOf(desc).join('\n\n');
  return text === '' ? {} : { description: text };
}

function reachable(roots: readonly DescMessage[]): Set<DescMessage> {
  const found = new Set(roots);
  for (const message of found) {
    for (const field of message.fields) if (field.message !== undefined) found.add(field.message);
  }
  return found;
}

/** What is sent may have no field that the contract does not have; answers may have new ones. */
function messageSchema(message: DescMessage, isSent: boolean): Schema {
  return {
    type: 'object',
    ...description(message),
    properties: Object.fromEntries(
      message.fields.map((field) => [
        field.jsonName,
        { ...fieldSchema(field, isSent), ...fieldDescription(field) },
      ]),
    ),
    ...(isSent && { ...requiredOf(message), additionalProperties: false }),
  };
}

function requiredOf({ name, fields, oneofs }: DescMessage): Schema {
  const required = fields.filter((field) => rulesOf(field).isRequired).map(({ jsonName }) => jsonName);
  const [choice, ...others] = oneofs.filter(isOneofRequired);
  if (others.length > 0) throw new Error(`${name}: no message has two required choices yet`);
  return {
    ...(required.length > 0 && { required }),
    ...(choice && { oneOf: choice.fields.map(({ jsonName }) => ({ required: [jsonName] })) }),
  };
}

function fieldDescription(field: DescField): { readonly description: string } {
  const oneof = field.oneof === undefined ? '' : `One of \`${field.oneof.name}\`. `;
  return { description: oneof + paragraphsOf(field).join('\n\n') };
}

function fieldSchema(field: DescField, isSent: boolean): Schema {
  switch (field.fieldKind) {
    case 'list':
      return {
        type: 'array',
        items: elementSchema(field, isSent),
        ...(isSent && itemBounds(rulesOf(field))),
      };
    case 'map':
      throw new Error(`${field.parent.name}.${field.name}: no unary call has a map yet`);
    default:
      return elementSchema(field, isSent);
  }
}

function elementSchema(
  field: DescField & { fieldKind: 'list' | 'scalar' | 'enum' | 'message' },
  isSent: boolean,
): Schema {
  if (field.message !== undefined) return reference(field.message);
  if (field.enum !== undefined) return reference(field.enum);
  const schema = scalarSchema(field.scalar, isSent);
  if (!isSent || field.fieldKind === 'list') return schema;
  const rules = rulesOf(field);
  return { ...schema, ...(field.scalar === ScalarType.STRING ? textBounds(rules) : numberBounds(rules)) };
}

/** The most bytes that a character has in UTF-8. JSON Schema counts characters. */
const MAX_CHARACTER_BYTES = 4;

/** Classes of Unicode characters are not understood by the regular expressions of every language. */
const OF_UNICODE = '\\p{';

function textBounds({ isRequired, minBytes = isRequired ? 1 : 0, maxBytes, pattern }: Rules): Schema {
  return {
    ...(minBytes > 0 && { minLength: Math.ceil(minBytes / MAX_CHARACTER_BYTES) }),
    ...(maxBytes !== undefined && { maxLength: maxBytes }),
    ...(pattern !== undefined && !pattern.includes(OF_UNICODE) && { pattern }),
  };
}

/** JSON Schema holds them against numbers only, and not against the texts that 64-bit integers may be. */
function numberBounds({ isRequired, mayBeZero, min = isRequired ? 1n : undefined, max }: Rules): Schema {
  return {
    ...(min !== undefined && { minimum: mayBeZero ? 0 : Number(min) }),
    ...(max !== undefined && { maximum: Number(max) }),
  };
}

function itemBounds({ minItems, maxItems }: Rules): Schema {
  return { ...(minItems !== undefined && { minItems }), ...(maxItems !== undefined && { maxItems }) };
}

const MAX_UINT32 = 2 ** 32 - 1;

/** 64-bit integers are texts in answers; either may be sent. */
function scalarSchema(scalar: ScalarType | undefined, isSent: boolean): Schema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.BYTES:
      return { type: 'string', contentEncoding: 'base64' };
    case ScalarType.DOUBLE:
      return { type: 'number', format: 'double' };
    case ScalarType.UINT32:
      return { type: 'integer', minimum: 0, maximum: MAX_UINT32 };
    case ScalarType.INT64:
      return { type: isSent ? ['string', 'integer'] : 'string', format: 'int64', pattern: '^-?[0-9]+$' };
    case ScalarType.UINT64:
      return {
        type: isSent ? ['string', 'integer'] : 'string',
        format: 'uint64',
        pattern: '^[0-9]+$',
        ...(isSent && { minimum: 0 }),
      };
    default:
      throw new Error(`there is no schema of ${ScalarType[scalar ?? 0]} yet`);
  }
}

function enumSchema(one: DescEnum): Schema {
  const values = one.values.map((value) => `- \`${value.name}\`: ${paragraphsOf(value).join(' ')}`);
  return {
    type: 'string',
    description: `${paragraphsOf(one).join('\n\n')}\n\n${values.join('\n')}`,
    enum: one.values.map(({ name }) => name),
  };
}
