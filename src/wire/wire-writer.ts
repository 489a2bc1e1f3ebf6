import { toBigEndian } from './big-endian.ts';

/** More than any message needs, without its texts and big numbers. */
const SLACK_BYTES = 1024;
const FIRST_CAPACITY_BYTES = 4096;
/** The digit 0 in ASCII. */
const DIGIT_ZERO = 0x30;
const MAX_FIXED64 = 2n ** 64n - 1n;

const utf8 = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(8));

/**
 * Writes the protobuf wire format into one growing buffer. A tag has the number of a field and its wire type. Zero values are
 * left out, as in proto3, except by the methods named `present…`. The length of a message is known at its end: one byte is
 * reserved for it, and a message of 128 bytes or more is moved.
 *
 * Each method throws a RangeError for a value out of the range of its type: a bug of the caller must not reach the disk or a client.
 */
export class WireWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #position = 0;

  get position(): number {
    return this.#position;
  }

  /** Discards what was written after a position. */
  rewind(position: number): void {
    this.#position = position;
  }

  /** Leaves bytes free, to be filled in what is taken. */
  leave(bytes: number): void {
    this.#reserve(bytes);
    this.#position += bytes;
  }

  /** Makes room for a message and the messages in it. Texts and big numbers make their own room. */
  reserve(): void {
    this.#reserve(SLACK_BYTES);
  }

  /** 0 to 2^53 - 1. */
  uint(tag: number, value: number): void {
    if (value !== 0) this.presentUint(tag, value);
  }

  presentUint(tag: number, value: number): void {
    if (value >>> 0 !== value) {
      this.#longUint(tag, value);
      return;
    }
    const bytes = this.#bytes;
    let position = this.#position;
    if (tag < 0x80) {
      bytes[position++] = tag;
    } else {
      bytes[position++] = (tag & 0x7f) | 0x80;
      bytes[position++] = tag >>> 7;
    }
    let rest = value;
    while (rest >= 0x80) {
      bytes[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[position++] = rest;
    this.#position = position;
  }

  uint32(tag: number, value: number): void {
    if (value !== 0) this.presentUint32(tag, value);
  }

  presentUint32(tag: number, value: number): void {
    if (value >>> 0 !== value) throw new RangeError(`${value} is not an unsigned 32-bit integer.`);
    this.presentUint(tag, value);
  }

  bool(tag: number, value: boolean): void {
    if (value) this.presentBool(tag, value);
  }

  presentBool(tag: number, value: boolean): void {
    this.presentUint(tag, value ? 1 : 0);
  }

  /** 0 to 2^64 - 1. */
  fixed64(tag: number, value: bigint): void {
    if (value !== 0n) this.presentFixed64(tag, value);
  }

  presentFixed64(tag: number, value: bigint): void {
    if (value < 0n || value > MAX_FIXED64) throw new RangeError(`${value} does not fit 64 bits.`);
    this.#varint(tag);
    new DataView(this.#bytes.buffer).setBigUint64(this.#position, value, true);
    this.#position += 8;
  }

  /** 0 to 2^64 - 1, as a varint. */
  uint64(tag: number, value: bigint): void {
    if (value === 0n) return;
    if (value < 0n || value > MAX_FIXED64) throw new RangeError(`${value} does not fit 64 bits.`);
    scratch.setBigUint64(0, value, true);
    const low = scratch.getUint32(0, true);
    const high = scratch.getUint32(4, true);
    if (high === 0) this.presentUint(tag, low);
    else {
      this.#varint(tag);
      this.#wideVarint(low, high);
    }
  }

  /** 0 or more, of any size: big-endian bytes without leading zeros. */
  bigint(tag: number, value: bigint): void {
    if (value === 0n) return;
    const bytes = toBigEndian(value);
    this.#reserve(bytes.length + SLACK_BYTES);
    const start = this.open(tag);
    this.#bytes.set(bytes, start);
    this.#position = start + bytes.length;
    this.close(start);
  }

  text(tag: number, value: string): void {
    if (value !== '') this.presentText(tag, value);
  }

  presentText(tag: number, value: string): void {
    const { length } = value;
    // UTF-8 takes at most three bytes for one UTF-16 unit.
    this.#reserve(length * 3 + SLACK_BYTES);
    const start = this.open(tag);
    const bytes = this.#bytes;
    let position = start;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) {
        position = start + utf8.encodeInto(value, bytes.subarray(start)).written;
        break;
      }
      bytes[position++] = unit;
    }
    this.#position = position;
    this.close(start);
  }

  /** The decimal digits of an integer of any size, also of 0. */
  digits(tag: number, value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)) this.#digits(tag, value);
    else this.text(tag, String(value));
  }

  double(tag: number, value: number): void {
    if (Object.is(value, 0)) return;
    this.#varint(tag);
    scratch.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.#bytes[this.#position++] = scratch.getUint8(i);
  }

  /** A field whose value is encoded already. */
  encoded(tag: number, value: Uint8Array): void {
    this.#reserve(value.length + SLACK_BYTES);
    this.#varint(tag);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  /** Begins a nested message or a text; returns the position for `close`. */
  open(tag: number): number {
    if (tag >= 0x80) {
      this.#varint(tag);
      return ++this.#position;
    }
    const position = this.#position;
    this.#bytes[position] = tag;
    this.#position = position + 2;
    return position + 2;
  }

  close(start: number): void {
    const length = this.#position - start;
    if (length >= 0x80) this.#widenLength(start, length);
    else this.#bytes[start - 1] = length;
  }

  /** Returns a copy of the written bytes, and begins anew in the same buffer. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafe(this.#position);
    copy.set(this.#bytes.subarray(0, this.#position));
    this.#position = 0;
    return copy;
  }

  /** Like `copy`, behind the length of the bytes: the value of a message field. It shares no memory, so it may be kept. */
  copyValue(): Uint8Array {
    const length = this.#position;
    this.#reserve(SLACK_BYTES);
    this.#varint(length);
    const copy = new Uint8Array(this.#position);
    copy.set(this.#bytes.subarray(length, this.#position));
    copy.set(this.#bytes.subarray(0, length), this.#position - length);
    this.#position = 0;
    return copy;
  }

  /** Returns the written bytes in a buffer of their own, and begins with an empty one. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#position);
    // The next batch will be about as large as this one.
    this.#bytes = new Uint8Array(Math.max(FIRST_CAPACITY_BYTES, this.#position + SLACK_BYTES));
    this.#position = 0;
    return taken;
  }

  /** Writes the last digit first, which takes a fraction of the time of a text. */
  #digits(tag: number, value: number): void {
    this.#reserve(SLACK_BYTES);
    const start = this.open(tag);
    let end = start + 1;
    for (let power = 10; power <= value; power *= 10) end += 1;
    this.#position = end;
    this.close(start);
    const bytes = this.#bytes;
    let rest = value;
    // Bitwise operators would truncate values beyond 31 bits.
    while (rest > 0x7fff_ffff) {
      const tenth = Math.floor(rest / 10);
      bytes[--end] = DIGIT_ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    do {
      const tenth = (rest / 10) | 0;
      bytes[--end] = DIGIT_ZERO + (rest - tenth * 10);
      rest = tenth;
    } while (rest > 0);
  }

  /** From 2^32 on. */
  #longUint(tag: number, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a count.`);
    this.#varint(tag);
    const low = value >>> 0;
    this.#wideVarint(low, (value - low) / 2 ** 32);
  }

  /** Two halves of 32 bits, the higher one not 0. */
  #wideVarint(low: number, high: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    for (let shift = 0; shift < 28; shift += 7) bytes[position++] = ((low >>> shift) & 0x7f) | 0x80;
    const middle = (low >>> 28) | ((high & 7) << 4);
    let rest = high >>> 3;
    bytes[position++] = rest === 0 ? middle : middle | 0x80;
    if (rest > 0) {
      while (rest >= 0x80) {
        bytes[position++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      bytes[position++] = rest;
    }
    this.#position = position;
  }

  /** 0 to 2^32 - 1. */
  #varint(value: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    let rest = value;
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
