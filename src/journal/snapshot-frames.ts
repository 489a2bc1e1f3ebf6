import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { DamagedError } from '../storage/damaged-error.ts';

/** Length and CRC-32 of the message that follows, both little endian. */
const HEAD_BYTES = 8;

export function frame(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + message.length);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, message.length, true);
  head.setUint32(4, crc32(message), true);
  bytes.set(message, HEAD_BYTES);
  return bytes;
}

/** Reads the messages of a snapshot file, one after the other. */
export class SnapshotFrames {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #size: number;
  #position = 0;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'r');
    this.#size = fstatSync(this.#descriptor).size;
  }

  /** Undefined at the end of the file. */
  next<Schema extends DescMessage>(schema: Schema): MessageShape<Schema> | undefined {
    if (this.#position === this.#size) return undefined;
    const head = this.#read(this.#position, HEAD_BYTES);
    const view = new DataView(head.buffer);
    const message = this.#read(this.#position + HEAD_BYTES, view.getUint32(0, true));
    if (crc32(message) !== view.getUint32(4, true)) throw this.damaged('a checksum is wrong');
    const decoded = this.#decode(schema, message);
    this.#position += HEAD_BYTES + message.length;
    return decoded;
  }

  expectEnd(): void {
    if (this.#position !== this.#size) throw this.damaged('bytes follow its last chunk');
  }

  /** An error that names the start of the damaged frame. */
  damaged(what: string, cause?: unknown): DamagedError {
    const place = { file: this.#path, byteOffset: this.#position };
    return new DamagedError(`The snapshot cannot be read: ${what}`, place, cause);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(position: number, length: number): Uint8Array<ArrayBuffer> {
    // Checked before the allocation: a damaged length may be four gigabytes.
    if (position + length > this.#size) throw this.damaged('it is cut short');
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const count = this.#readAt(position + done, bytes.subarray(done));
      if (count === 0) throw this.damaged('it is cut short');
      done += count;
    }
    return bytes;
  }

  #readAt(position: number, into: Uint8Array): number {
    try {
      return readSync(this.#descriptor, into, 0, into.length, position);
    } catch (error) {
      throw this.damaged('the disk does not give it back', error);
    }
  }

  #decode<Schema extends DescMessage>(schema: Schema, message: Uint8Array): MessageShape<Schema> {
    try {
      return fromBinary(schema, message);
    } catch (error) {
      throw this.damaged('a message is malformed', error);
    }
  }
}
