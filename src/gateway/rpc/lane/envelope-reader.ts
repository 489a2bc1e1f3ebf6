import { refuse } from '../../../domain/refusal.ts';
import { connectErrorOf, messageTooLarge } from '../errors.ts';

/** One byte of flags, and four bytes of length. */
export const ENVELOPE_BYTES = 5;

/** Finds the messages in the bytes of a gRPC stream, which arrive in chunks of any length. */
export class EnvelopeReader {
  readonly #maxMessageBytes: number;
  /** What has arrived of an incomplete message, with its envelope. */
  #rest: Buffer | undefined;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Arrived bytes of the incomplete message. */
  get incompleteBytes(): number {
    return this.#rest?.length ?? 0;
  }

  /**
   * Hands over the messages that a chunk completes. Their bytes are valid during the call.
   *
   * @throws ConnectError MESSAGE_TOO_LARGE or MESSAGE_MALFORMED.
   */
  read(chunk: Buffer, onMessage: (message: Uint8Array) => void): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let offset = 0;
    while (bytes.length - offset >= ENVELOPE_BYTES) {
      if (bytes[offset] !== 0) throw connectErrorOf(NOT_PLAIN);
      const length = bytes.readUInt32BE(offset + 1);
      if (length > this.#maxMessageBytes) throw connectErrorOf(messageTooLarge(this.#maxMessageBytes));
      const end = offset + ENVELOPE_BYTES + length;
      if (end > bytes.length) break;
      onMessage(bytes.subarray(offset + ENVELOPE_BYTES, end));
      offset = end;
    }
    if (offset < bytes.length) this.#rest = bytes.subarray(offset);
  }

  /** @throws ConnectError MESSAGE_MALFORMED if the stream ends inside a message. */
  end(): void {
    if (this.#rest !== undefined) throw connectErrorOf(CUT_SHORT);
  }
}

const NOT_PLAIN = refuse(
  'MESSAGE_MALFORMED',
  'the message has flags in its envelope, but the header grpc-encoding names no compression',
);
const CUT_SHORT = refuse('MESSAGE_MALFORMED', 'the stream ends inside a message');
