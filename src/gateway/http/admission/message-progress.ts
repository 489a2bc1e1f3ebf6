import { ENVELOPE_BYTES } from '../envelope.ts';

/** Measures the incomplete message in a stream of enveloped messages of gRPC, gRPC-Web or Connect. */
export class MessageProgress {
  /** Arrived bytes of the incomplete message, with its envelope. */
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
