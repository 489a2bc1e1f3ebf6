const NUMBER_BYTES = 8;

/** Reads what a `PackedWriter` wrote, in the same order. */
export class PackedReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  number(): number {
    const value = this.#view.getFloat64(this.#position);
    this.#position += NUMBER_BYTES;
    return value;
  }

  byte(): number {
    const value = this.#view.getUint8(this.#position);
    this.#position += 1;
    return value;
  }

  boolean(): boolean {
    return this.byte() !== 0;
  }

  bigint(): bigint {
    const value = this.#view.getBigUint64(this.#position);
    this.#position += NUMBER_BYTES;
    return value;
  }

  text(): string {
    const length = this.number();
    if (length === 0) return '';
    const end = length + this.#position;
    const value = this.#bytes.toString('utf8', this.#position, end);
    this.#position = end;
    return value;
  }

  /** A part of the bytes that are read, not a copy. */
  bytes(): Buffer {
    const end = this.number() + this.#position;
    const value = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return value;
  }
}
