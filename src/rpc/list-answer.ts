import {
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { HandlerContext } from '@connectrpc/connect';
import { isJson, withEncoded } from './encoded-field.ts';
import type { ReadTurns } from './read-turns.ts';

/** A long list is written in turns of this many items: some tenths of a millisecond. */
const ITEMS_PER_TURN = 100;

interface List<Row, Item extends DescMessage, Answer> {
  readonly field: DescField;
  readonly item: Item;
  convert(row: Row): MessageShape<Item>;
  /** The bytes of an item, as `encodeItem` makes them, where they are there already. */
  encode?(row: Row): Uint8Array;
  /** The answer with these items and all else that is in it. */
  answer(items: MessageShape<Item>[]): Answer;
}

/** An answer with a list of items, which are converted and encoded a few at a time. */
export async function listAnswer<Row, Item extends DescMessage, Answer extends Message>(
  rows: readonly Row[],
  list: List<Row, Item, Answer>,
  { requestHeader }: Pick<HandlerContext, 'requestHeader'>,
  turns: ReadTurns,
): Promise<Answer> {
  const { field, item, convert, answer } = list;
  const encode = list.encode ?? ((row) => encodeItem(item, convert(row)));
  const items: MessageShape<Item>[] = [];
  const encoded: Uint8Array[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % ITEMS_PER_TURN === 0) await turns.next();
    if (isJson(requestHeader)) items.push(convert(row));
    else encoded.push(encode(row));
  }
  return withEncoded(
    answer(items),
    encoded.map((bytes) => ({ field, bytes })),
  );
}

/** A message behind its length, as a repeated field has it. */
export function encodeItem<Item extends DescMessage>(item: Item, message: MessageShape<Item>): Uint8Array {
  return new BinaryWriter().bytes(toBinary(item, message)).finish();
}
