import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { type Contract, type Documented, paragraphsOf } from '../contract.ts';

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
    ...(isSent && { additionalProperties: false }),
  };
}

function fieldDescription(field: DescField): { readonly description: string } {
  const oneof = field.oneof === undefined ? '' : `One of \`${field.oneof.name}\`. `;
  return { description: oneof + paragraphsOf(field).join('\n\n') };
}

function fieldSchema(field: DescField, isSent: boolean): Schema {
  switch (field.fieldKind) {
    case 'list':
      return { type: 'array', items: elementSchema(field, isSent) };
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
  return scalarSchema(field.scalar, isSent);
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
