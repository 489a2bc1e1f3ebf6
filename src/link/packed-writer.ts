const FIRST_CAPACITY_BYTES = 4096;
const NUMBER_BYTES = 8;

/** Writes values in a fixed order, for a thread of the same process. */
export class PackedWriter {
  #bytes = Buffer.alloc(FIRST_CAPACITY_BYTES);
  #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
  #position = 0;

  /** Begins anew. */
  clear(): void {
    this.#position = 0;
  }

  /** What was written since `clear`, valid until the next call of another method. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#position);
  }

  number(value: number): void {
    this.#reserve(NUMBER_BYTES);
    this.#view.setFloat64(this.#position, value);
    this.#position += NUMBER_BYTES;
  }

  /** 0 to 255. */
  byte(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#position, value);
    this.#position += 1;
  }

  boolean(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** 0 to 2^64 - 1. */
  bigint(value: bigint): void {
    this.#reserve(NUMBER_BYTES);
    this.#view.setBigUint64(this.#position, value);
    this.#position += NUMBER_BYTES;
  }

  text(value: string): void {
    if (value === '') {
      this.number(0);
      return;
    }
    const most = value.length * 3;
    this.#reserve(NUMBER_BYTES + most);
    const length = this.#bytes.write(value, this.#position + NUMBER_BYTES, most);
    this.number(length);
    this.#position += length;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(NUMBER_BYTES + value.length);
    this.number(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  #reserve(size: number): void {
    const needed = this.#position + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  }
}
