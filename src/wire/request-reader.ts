/** Most texts are short. For them a loop is faster than a native call. */
const SHORT_TEXT_BYTES = 24;

/** A position beyond the end of every message: a reader that gets there stops. */
const UNUSUAL = 2 ** 30;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Reads the values that the encoders of all languages write. Whatever is malformed, or right but unusual, brings the position
 * beyond the end of every message: then nothing that was read counts, and protobuf-es has to decide.
 */
export class RequestReader {
  readonly #bytes: Buffer;
  #messagesLeft: number;
  position = 0;

  /** @param maxMessages inside the message. More are unusual: an empty one takes two bytes here, and many times that as an object. */
  constructor(bytes: Buffer, maxMessages = Number.POSITIVE_INFINITY) {
    this.#bytes = bytes;
    this.#messagesLeft = maxMessages;
  }

  /** A field number below 16, and a wire type. */
  tag(): number | undefined {
    return this.#bytes[this.position++];
  }

  /** Up to 2^32 - 1. */
  uint32(): number {
    const bytes = this.#bytes;
    let position = this.position;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[position++] ?? 0x80;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = position;
        return value;
      }
    }
    const last = bytes[position++] ?? 0x80;
    this.position = last < 0x10 ? position : UNUSUAL;
    return (value | (last << 28)) >>> 0;
  }

  /** Of a value up to 2^63 - 1, signed or not. */
  int64(): bigint {
    const bytes = this.#bytes;
    let position = this.position;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[position++] ?? 0x80;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = position;
        return bigintOf(low, 0);
      }
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[position++] ?? 0x80;
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = position;
        return bigintOf(low | (high << 28), high >>> 4);
      }
    }
    const last = bytes[position++] ?? 0x80;
    this.position = last < 0x80 ? position : UNUSUAL;
    return bigintOf(low | (high << 28), (high >>> 4) | (last << 24));
  }

  bool(): boolean {
    return this.uint32() !== 0;
  }

  /** The end of a message that begins with its length. */
  message(): number {
    const end = this.#end();
    this.#messagesLeft -= 1;
    if (this.#messagesLeft < 0) this.position = UNUSUAL;
    return end;
  }

  /** Of ASCII, which is all that the contract allows in these requests. */
  text(): string {
    const end = this.#end();
    const start = this.position;
    this.position = end;
    const units: number[] = new Array(end - start <= SHORT_TEXT_BYTES ? end - start : 0);
    for (let i = start; i < end; i++) {
      const byte = this.#bytes[i] ?? 0x80;
      if (byte >= 0x80) {
        this.position = UNUSUAL;
        return '';
      }
      if (i - start < units.length) units[i - start] = byte;
    }
    return units.length === end - start
      ? String.fromCharCode(...units)
      : this.#bytes.toString('latin1', start, end);
  }

  #end(): number {
    const length = this.uint32();
    return this.position + length;
  }
}

function bigintOf(low: number, high: number): bigint {
  scratch.setInt32(0, low, true);
  scratch.setInt32(4, high, true);
  return scratch.getBigInt64(0, true);
}
