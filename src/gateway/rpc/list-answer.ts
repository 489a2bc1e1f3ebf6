import {
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { HandlerContext } from '@connectrpc/connect';
import type { Turns } from '../../admission/read-turns.ts';
import { isJson, withEncoded } from './encoded-field.ts';
import { JSON_ANSWER } from './json-answer.ts';

/** Items of one turn: some tenths of a millisecond. */
const ITEMS_PER_TURN = 100;

interface List<Row, Item extends DescMessage, Answer> {
  readonly field: DescField;
  readonly item: Item;
  convert(row: Row): MessageShape<Item>;
  /** The result of `encodeItem`, for items that are already encoded. */
  encode?(row: Row): Uint8Array;
  /** Makes the answer with these items and its other fields. */
  answer(items: MessageShape<Item>[]): Answer;
}

/** An answer with a list of items, which are converted and encoded in turns. */
export async function listAnswer<Row, Item extends DescMessage, Answer extends Message>(
  rows: readonly Row[],
  list: List<Row, Item, Answer>,
  { requestHeader, values }: Pick<HandlerContext, 'requestHeader' | 'values'>,
  turns: Turns,
): Promise<Answer> {
  const { field, item, convert, answer } = list;
  const encode = list.encode ?? ((row) => encodeItem(item, convert(row)));
  const texts: string[] = [];
  const encoded: Uint8Array[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % ITEMS_PER_TURN === 0) await turns.next();
    if (isJson(requestHeader)) texts.push(toJsonString(item, convert(row)));
    else encoded.push(encode(row));
  }
  const rest = answer([]);
  if (isJson(requestHeader)) {
    values.set(JSON_ANSWER, withList(toJsonString(field.parent, rest), field.jsonName, texts));
    return rest;
  }
  return withEncoded(
    rest,
    encoded.map((bytes) => ({ field, bytes })),
  );
}

/** Adds a list to a JSON object, before its other fields. */
function withList(object: string, name: string, items: readonly string[]): string {
  const others = object === '{}' ? '}' : `,${object.slice(1)}`;
  return `{${JSON.stringify(name)}:[${items.join(',')}]${others}`;
}

/** A length and a message, as in a repeated field. */
export function encodeItem<Item extends DescMessage>(item: Item, message: MessageShape<Item>): Uint8Array {
  return new BinaryWriter().bytes(toBinary(item, message)).finish();
}
