import type { DescField, DescFile, DescMessage } from '@bufbuild/protobuf';
import { MESSAGE_WIRE_TYPE, tagOf } from './fields.ts';
import { replyWriter } from './reply-writers.ts';
import { requestReader } from './request-readers.ts';
import { REPLY_TYPES } from './types.ts';

const SRC = '../../../src';

/** Read with all that they hold. */
const REQUESTS = [
  'PlaceOrderRequest',
  'AmendOrderRequest',
  'CancelOrderRequest',
  'CancelAllOrdersRequest',
  'OrderEntryRequest',
];
/** Written with all that they hold, from the replies of the exchange. */
const RESPONSES = [
  'PlaceOrderResponse',
  'AmendOrderResponse',
  'CancelOrderResponse',
  'CancelAllOrdersResponse',
  'CommandRefusal',
];
/** Messages that hold the responses: their tags are enough. */
const FRAMES = ['OrderEntryResponse', 'OrderResult'];

/** The lines of the codec of orders: readers of requests, writers of responses, and the tags of what is around those. */
export function orderCodec(file: DescFile): string[] {
  const requests = withParts(REQUESTS.map((name) => messageOf(file, name)));
  const responses = withParts(RESPONSES.map((name) => messageOf(file, name)));
  return [
    '/* eslint-disable */',
    '',
    ...imports(requests, responses),
    '',
    ...FRAMES.flatMap((name) => tags(messageOf(file, name))),
    ...requests.flatMap(requestReader),
    ...responses.flatMap(replyWriter),
  ];
}

function messageOf(file: DescFile, name: string): DescMessage {
  const message = file.messages.find((each) => each.name === name);
  if (message === undefined) throw new Error(`There is no message ${name}`);
  return message;
}

/** What a message is made of comes before it. */
function withParts(messages: readonly DescMessage[]): DescMessage[] {
  const all = new Set<DescMessage>();
  const collect = (message: DescMessage) => {
    for (const field of message.fields) if (field.message !== undefined) collect(field.message);
    all.add(message);
  };
  messages.forEach(collect);
  return [...all];
}

function imports(requests: readonly DescMessage[], responses: readonly DescMessage[]): string[] {
  const modules = new Map([
    [`${SRC}/wire/request-reader.ts`, ['RequestReader']],
    [`${SRC}/wire/wire-writer.ts`, ['WireWriter']],
  ]);
  const add = (module: string, name: string) => modules.set(module, [...(modules.get(module) ?? []), name]);
  for (const { file, name } of requests) add(`./${file.name.split('/').at(-1)}_pb.ts`, name);
  for (const { name } of responses) {
    const type = REPLY_TYPES[name];
    if (type === undefined) throw new Error(`There is no type for ${name}: add it to proto/codec/types.ts`);
    add(`${SRC}/${type.module}`, type.name);
  }
  return [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `import type { ${names.sort().join(', ')} } from '${module}';`);
}

function tags({ name, fields }: DescMessage): string[] {
  const line = ({ localName, number }: DescField) => `  ${localName}: ${tagOf(number, MESSAGE_WIRE_TYPE)},`;
  return [`export const ${name}Tag = {`, ...fields.map(line), '} as const;', ''];
}
