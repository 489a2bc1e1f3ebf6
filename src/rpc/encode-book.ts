import {
  OrderBookDeltaSchema,
  OrderBookSchema,
  PriceLevelSchema,
} from '../../gen/redleaf/v1/market_data_pb.ts';
import type { BookSnapshot } from '../feeds/book.ts';
import type { PriceLevel } from '../feeds/depth-side.ts';
import type { BookLevels } from '../feeds/snapshot-parts.ts';

/*
 * Books as protobuf bytes, by hand: a level costs a twentieth of what a message object and its serialisation do, and a
 * book of thousands of levels is asked for by callers without a token. Each result is what a message field holds: the
 * length, then the message.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** A length of up to 2^32 bytes. */
const MAX_LENGTH_BYTES = 5;
/** Tag and number of `instrument_id` and of `sequence`. */
const MAX_HEADER_BYTES = 6 + 9;
/** Tag and length, then price, quantity and order count, each with its tag: numbers are below 2^53. */
const MAX_LEVEL_BYTES = 2 + 9 + 9 + 6;

const PRICE = tag(PriceLevelSchema.field.price.number, VARINT);
const QUANTITY = tag(PriceLevelSchema.field.quantity.number, VARINT);
const ORDER_COUNT = tag(PriceLevelSchema.field.orderCount.number, VARINT);

/** An `OrderBook`. */
export function encodeOrderBook({ instrumentId, sequence, bids, asks }: BookSnapshot): Uint8Array {
  const { field } = OrderBookSchema;
  const writer = new LevelWriter(bids.length + asks.length);
  writer.number(tag(field.instrumentId.number, VARINT), instrumentId);
  writer.number(tag(field.sequence.number, VARINT), sequence);
  writer.levels(tag(field.bids.number, LENGTH_DELIMITED), bids);
  writer.levels(tag(field.asks.number, LENGTH_DELIMITED), asks);
  return writer.finish();
}

/** An `OrderBookDelta`. */
export function encodeOrderBookDelta({ bids, asks }: BookLevels): Uint8Array {
  const { field } = OrderBookDeltaSchema;
  const writer = new LevelWriter(bids.length + asks.length);
  writer.levels(tag(field.bids.number, LENGTH_DELIMITED), bids);
  writer.levels(tag(field.asks.number, LENGTH_DELIMITED), asks);
  return writer.finish();
}

class LevelWriter {
  readonly #bytes: Buffer;
  #end = MAX_LENGTH_BYTES;

  constructor(levels: number) {
    this.#bytes = Buffer.allocUnsafe(MAX_LENGTH_BYTES + MAX_HEADER_BYTES + levels * MAX_LEVEL_BYTES);
  }

  /** A field that is 0 is left out. */
  number(fieldTag: number, value: number): void {
    if (value === 0) return;
    this.#bytes[this.#end++] = fieldTag;
    this.#varint(value);
  }

  levels(fieldTag: number, levels: readonly PriceLevel[]): void {
    for (const { price, quantity, orderCount } of levels) {
      this.#bytes[this.#end++] = fieldTag;
      const lengthAt = this.#end++;
      this.number(PRICE, price);
      this.number(QUANTITY, quantity);
      this.number(ORDER_COUNT, orderCount);
      this.#bytes[lengthAt] = this.#end - lengthAt - 1;
    }
  }

  /** What was written behind its length; a copy, so that no unused space is kept. */
  finish(): Uint8Array {
    const end = this.#end;
    const length = end - MAX_LENGTH_BYTES;
    this.#end = MAX_LENGTH_BYTES - varintLength(length);
    const start = this.#end;
    this.#varint(length);
    return new Uint8Array(this.#bytes.subarray(start, end));
  }

  #varint(value: number): void {
    let rest = value;
    // Beyond 31 bits, bitwise operators would cut it.
    while (rest > 0x7fff_ffff) {
      this.#bytes[this.#end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest > 0x7f) {
      this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#end++] = rest;
  }
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : 1 + varintLength(Math.floor(value / 0x80));
}

function tag(fieldNumber: number, wireType: number): number {
  return fieldNumber * 8 + wireType;
}
