import { compressedFlag } from '@connectrpc/connect/protocol';
import { refuse } from '../../../domain/refusal.ts';
import { ENVELOPE_BYTES } from '../../http/envelope.ts';
import { connectErrorOf, messageTooLarge } from '../errors.ts';

/** Finds the messages in the bytes of a gRPC stream, which arrive in chunks of any length. */
export class EnvelopeReader {
  readonly #maxMessageBytes: number;
  /** From `#offset` to `#end` is what has arrived and was not read. */
  #bytes: Buffer = NOTHING;
  #offset = 0;
  #end = 0;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Arrived bytes that were not read. */
  get waitingBytes(): number {
    return this.#end - this.#offset;
  }

  add(chunk: Buffer): void {
    const waiting = this.waitingBytes;
    if (waiting === 0) {
      this.#bytes = chunk;
      this.#offset = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#end + chunk.length > this.#bytes.length) {
      // Room for as much again: bytes that come one by one must not all be copied each time.
      const more = Buffer.allocUnsafe(2 * (waiting + chunk.length));
      this.#bytes.copy(more, 0, this.#offset, this.#end);
      this.#bytes = more;
      this.#offset = 0;
      this.#end = waiting;
    }
    this.#end += chunk.copy(this.#bytes, this.#end);
  }

  /**
   * The next message; undefined until all of it has arrived.
   *
   * @throws ConnectError MESSAGE_TOO_LARGE or MESSAGE_MALFORMED.
   */
  next(): Buffer | undefined {
    const bytes = this.#bytes;
    const start = this.#offset + ENVELOPE_BYTES;
    if (start > this.#end) return undefined;
    if ((bytes.readUInt8(this.#offset) & compressedFlag) !== 0) throw connectErrorOf(COMPRESSED);
    const length = bytes.readUInt32BE(this.#offset + 1);
    if (length > this.#maxMessageBytes) throw connectErrorOf(messageTooLarge(this.#maxMessageBytes));
    const end = start + length;
    if (end > this.#end) return undefined;
    this.#offset = end;
    return bytes.subarray(start, end);
  }

  /** @throws ConnectError MESSAGE_MALFORMED if the stream ends inside a message. */
  end(): void {
    if (this.waitingBytes > 0) throw connectErrorOf(CUT_SHORT);
  }
}

const NOTHING = Buffer.alloc(0);
const COMPRESSED = refuse(
  'MESSAGE_MALFORMED',
  'the message is compressed, but the header grpc-encoding names no compression',
);
const CUT_SHORT = refuse('MESSAGE_MALFORMED', 'the stream ends inside a message');
