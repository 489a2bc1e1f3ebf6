/** Flags, and the length as four bytes. */
const ENVELOPE_BYTES = 5;

/** Follows a stream of messages, each in an envelope, as gRPC, gRPC-Web and Connect send them. */
export class MessageProgress {
  /** Bytes of the message that has not arrived in full. */
  incompleteBytes = 0;
  #length = 0;

  add(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.incompleteBytes < ENVELOPE_BYTES) {
        const byte = chunk[offset] ?? 0;
        this.#length = this.incompleteBytes === 0 ? 0 : this.#length * 256 + byte;
        this.incompleteBytes += 1;
        offset += 1;
      } else {
        const missing = ENVELOPE_BYTES + this.#length - this.incompleteBytes;
        const bytes = Math.min(missing, chunk.length - offset);
        this.incompleteBytes += bytes;
        offset += bytes;
      }
      if (this.incompleteBytes === ENVELOPE_BYTES + this.#length && this.incompleteBytes >= ENVELOPE_BYTES) {
        this.incompleteBytes = 0;
      }
    }
  }
}
