import type { DescField, DescFile, DescMessage } from '@bufbuild/protobuf';
import { tagOf, wireTypeOf } from './fields.ts';
import { messageWriter, typeOf } from './message-writers.ts';
import { requestReader } from './request-readers.ts';

const SRC = '../../../src';

interface Messages {
  /** Read with all that they hold. */
  readonly read: readonly string[];
  /** Written with all that they hold, from types of `src`. */
  readonly written: readonly string[];
  /** Messages that hold the written ones: their tags are enough. */
  readonly around: readonly string[];
}

/** The codec of the order service. */
export const orderCodec = apiCodec({
  read: [
    'PlaceOrderRequest',
    'AmendOrderRequest',
    'CancelOrderRequest',
    'CancelAllOrdersRequest',
    'OrderEntryRequest',
  ],
  written: [
    'PlaceOrderResponse',
    'AmendOrderResponse',
    'CancelOrderResponse',
    'CancelAllOrdersResponse',
    'CommandRefusal',
    'ExecutionReport',
    'Position',
    'QueuePosition',
  ],
  around: ['OrderEntryResponse', 'OrderResult', 'StreamExecutionsResponse'],
});

/** The codec of the streams of market data. */
export const marketDataCodec = apiCodec({
  read: [],
  written: ['PriceLevel', 'Trade', 'Candle', 'Statistics', 'Instrument'],
  around: [
    'StreamMarketDataResponse',
    'MarketDataUpdate',
    'TradeList',
    'CandleList',
    'InstrumentList',
    'BestBidOffer',
    'OrderBookDelta',
    'OrderBook',
  ],
});

/** The lines of a codec: readers of requests, writers of messages, and the tags of what is around those. */
function apiCodec({ read, written, around }: Messages): (file: DescFile) => string[] {
  return (file) => {
    const find = (names: readonly string[]) => names.map((name) => messageOf(file, name));
    const requests = withParts(find(read));
    const responses = withParts(find(written));
    return [
      '/* eslint-disable */',
      '',
      ...imports(requests, responses),
      '',
      ...find(around).flatMap(tags),
      ...requests.flatMap(requestReader),
      ...responses.flatMap(messageWriter),
    ];
  };
}

/** A message of a file, or of those that it imports. */
function messageOf(file: DescFile, name: string): DescMessage {
  const messages = [file, ...file.dependencies].flatMap((each) => each.messages);
  const message = messages.find((each) => each.name === name);
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
  const modules = new Map<string, string[]>();
  const add = (module: string, name: string) => modules.set(module, [...(modules.get(module) ?? []), name]);
  if (requests.length > 0) add(`${SRC}/wire/request-reader.ts`, 'RequestReader');
  add(`${SRC}/wire/wire-writer.ts`, 'WireWriter');
  for (const { file, name } of requests) add(`./${file.name.split('/').at(-1)}_pb.ts`, name);
  for (const message of responses) {
    const { module, name } = typeOf(message);
    add(`${SRC}/${module}`, name);
  }
  return [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `import type { ${names.sort().join(', ')} } from '${module}';`);
}

function tags({ name, fields }: DescMessage): string[] {
  const line = (field: DescField) => `  ${field.localName}: ${tagOf(field.number, wireTypeOf(field))},`;
  return [`export const ${name}Tag = {`, ...fields.map(line), '} as const;', ''];
}
