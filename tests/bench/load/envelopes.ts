const ENVELOPE_BYTES = 5;

/** Cuts the bytes of a stream into its gRPC messages. */
export class Envelopes {
  readonly #onMessage: (message: Buffer) => void;
  #unread: Buffer = Buffer.alloc(0);

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    let at = 0;
    while (bytes.length - at >= ENVELOPE_BYTES) {
      const end = at + ENVELOPE_BYTES + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) break;
      if (bytes.readUInt8(at) !== 0) throw new Error('a message came compressed');
      this.#onMessage(bytes.subarray(at + ENVELOPE_BYTES, end));
      at = end;
    }
    // A copy, because the caller uses the chunk again.
    this.#unread = Buffer.from(bytes.subarray(at));
  }
}
