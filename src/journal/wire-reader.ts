import { DamagedError } from '../storage/damaged-error.ts';
import { fromBigEndian } from '../wire/big-endian.ts';

const WireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

const MAX_VARINT_BYTES = 10;
const MAX_UINT32 = 2 ** 32 - 1;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the protobuf wire format. Throws a DamagedError that names the byte for malformed bytes. */
export class WireReader {
  readonly #bytes: Uint8Array;
  /** Named in errors, once known. */
  sequence: number | undefined;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** 0 to 2^53 - 1. */
  uint(): number {
    const bytes = this.#bytes;
    let position = this.position;
    // Shifts are 32 bits wide, so a long number is read in two parts of four bytes each.
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined) throw this.#cutNumber();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = position;
        return low;
      }
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined) throw this.#cutNumber();
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        const value = high * 2 ** 28 + low;
        if (value > Number.MAX_SAFE_INTEGER) break;
        this.position = position;
        return value;
      }
    }
    throw this.damaged('a number is larger than any that is written');
  }

  /** Checks the value of a 32-bit field. */
  checked32(value: number): number {
    if (value > MAX_UINT32) throw this.damaged(`${value} does not fit 32 bits`);
    return value;
  }

  checkedBool(value: number): boolean {
    if (value > 1) throw this.damaged(`${value} is neither true nor false`);
    return value === 1;
  }

  fixed64(limit: number): bigint {
    if (this.position + 8 > limit) throw this.#cutNumber();
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.length);
    const value = view.getBigUint64(this.position, true);
    this.position += 8;
    return value;
  }

  /** Reads a length; returns the end of what follows, which must not be beyond `limit`. */
  end(limit: number): number {
    const length = this.uint();
    const end = this.position + length;
    if (end > limit)
      throw this.damaged(`${length} bytes are announced and ${limit - this.position} are there`);
    return end;
  }

  text(limit: number): string {
    const end = this.end(limit);
    const start = this.position;
    this.position = end;
    if (start === end) return '';
    try {
      // Not character by character: that makes chains of strings, which are kept with an order.
      return utf8.decode(this.#bytes.subarray(start, end));
    } catch {
      this.position = start;
      throw this.damaged('text is not UTF-8');
    }
  }

  /** A number of any size: big-endian bytes without leading zeros. */
  bigint(limit: number): bigint {
    const end = this.end(limit);
    const bytes = this.#bytes.subarray(this.position, end);
    if (bytes[0] === 0) throw this.damaged('a number has leading zeros');
    this.position = end;
    return fromBigEndian(bytes);
  }

  /** Throws if the last field of a message goes beyond its end. */
  expectEnd(end: number): void {
    if (this.position !== end) throw this.damaged('a message is longer than announced');
  }

  wrongType(tag: number): DamagedError {
    return this.damaged(`field ${tag >>> 3} is of another type: ${tag & 7}`);
  }

  /** Skips a field of a later version, whose number is above all known ones. */
  skipUnknown(tag: number, lastField: number, limit: number): void {
    if (tag >>> 3 <= lastField) throw this.wrongType(tag);
    this.skip(tag & 7, limit);
  }

  /** Skips an unknown field, as protobuf does. */
  skip(wireType: number, limit: number): void {
    if (wireType === WireType.varint) this.#skipVarint();
    else if (wireType === WireType.fixed64) this.position += 8;
    else if (wireType === WireType.lengthDelimited) this.position = this.end(limit);
    else if (wireType === WireType.fixed32) this.position += 4;
    else throw this.damaged(`wire type ${wireType} is unknown`);
    if (this.position > limit) throw this.damaged('the bytes end in the middle of a field');
  }

  damaged(what: string): DamagedError {
    const byteOffset = Math.min(this.position, this.length);
    return new DamagedError(
      `The batch cannot be read: ${what}.`,
      this.sequence === undefined ? { byteOffset } : { sequence: this.sequence, byteOffset },
    );
  }

  #cutNumber(): DamagedError {
    return this.damaged('the bytes end in the middle of a number');
  }

  #skipVarint(): void {
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.position++];
      if (byte === undefined) throw this.#cutNumber();
      if (byte < 0x80) return;
    }
    throw this.damaged('a number has no end');
  }
}
