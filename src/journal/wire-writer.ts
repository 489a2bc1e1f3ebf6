import { MAX_AMOUNT } from './batch-format.ts';

/** More than any message of ours takes apart from its strings: reserved before each. */
const SLACK_BYTES = 256;
const FIRST_CAPACITY_BYTES = 4096;
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

const utf8 = new TextEncoder();

/**
 * Writes protobuf wire format into one growing buffer. Zero values are left out, as
 * proto3 does; field numbers go to 15. A message is of unknown length until it ends, so
 * one byte is kept for its length and the rare long message is moved.
 */
export class WireWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #position = 0;

  get position(): number {
    return this.#position;
  }

  /** Forgets what was written after a position. */
  rewind(position: number): void {
    this.#position = position;
  }

  /** 0 to 2^53 - 1; anything else is a mistake of the caller and must not reach a disk. */
  uint(field: number, value: number): void {
    if (value === 0) return;
    this.#bytes[this.#position++] = (field << 3) | VARINT;
    this.#varint(value);
  }

  uint32(field: number, value: number): void {
    if (value >>> 0 !== value) throw new RangeError(`${value} is not an unsigned 32-bit integer.`);
    this.uint(field, value);
  }

  /** A price or a quantity: 0 to 2^31 - 1. */
  amount(field: number, value: number): void {
    if (value >>> 0 !== value || value > MAX_AMOUNT) throw new RangeError(`${value} is not an amount.`);
    this.uint(field, value);
  }

  bool(field: number, value: boolean): void {
    if (value) this.uint(field, 1);
  }

  fixed64(field: number, value: bigint): void {
    if (value === 0n) return;
    this.#bytes[this.#position++] = (field << 3) | FIXED64;
    new DataView(this.#bytes.buffer).setBigUint64(this.#position, value, true);
    this.#position += 8;
  }

  text(field: number, value: string): void {
    if (value === '') return;
    // UTF-8 takes at most three bytes for one UTF-16 unit.
    this.#reserve(value.length * 3 + SLACK_BYTES);
    const start = this.open(field);
    let position = start;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) {
        position = start + utf8.encodeInto(value, this.#bytes.subarray(start)).written;
        break;
      }
      this.#bytes[position++] = unit;
    }
    this.#position = position;
    this.close(start);
  }

  /** Starts a message inside, or a string; what it returns is for `close`. */
  open(field: number): number {
    this.#reserve(SLACK_BYTES);
    this.#bytes[this.#position++] = (field << 3) | LENGTH_DELIMITED;
    return ++this.#position;
  }

  close(start: number): void {
    const length = this.#position - start;
    if (length >= 0x80) this.#widenLength(start, length);
    else this.#bytes[start - 1] = length;
  }

  /** Hands over what was written, in a buffer of its own, and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#position);
    // The next batch is most likely about as large as this one.
    this.#bytes = new Uint8Array(Math.max(FIRST_CAPACITY_BYTES, this.#position + SLACK_BYTES));
    this.#position = 0;
    return taken;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    let rest = value;
    if (value >>> 0 !== value) {
      if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a count.`);
      // Shifts work on 32 bits only; division is exact below 2^53.
      while (rest >= 2 ** 32) {
        const low = rest % 0x80;
        bytes[position++] = low | 0x80;
        rest = (rest - low) / 0x80;
      }
    }
    while (rest >= 0x80) {
      bytes[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[position++] = rest;
    this.#position = position;
  }

  #widenLength(start: number, length: number): void {
    let extra = 0;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) extra++;
    this.#reserve(SLACK_BYTES);
    this.#bytes.copyWithin(start + extra, start, start + length);
    this.#position = start - 1;
    this.#varint(length);
    this.#position = start + extra + length;
  }

  #reserve(size: number): void {
    const needed = this.#position + size;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#position));
    this.#bytes = larger;
  }
}
