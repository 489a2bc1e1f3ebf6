import { ENVELOPE_BYTES } from '../http/envelope.ts';
import { connectErrorOf, messageTooLarge } from './errors.ts';

/**
 * The body of a request with one message, in one piece. A longer body is refused here: the library would make an object of each
 * of its thousands of empty envelopes. It would also leave the rest of the body unread, which keeps the stream open.
 *
 * @throws ConnectError MESSAGE_TOO_LARGE.
 */
export async function* wholeBody(
  chunks: AsyncIterable<Uint8Array>,
  maxMessageBytes: number,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxMessageBytes + ENVELOPE_BYTES) throw connectErrorOf(messageTooLarge(maxMessageBytes));
    parts.push(chunk);
  }
  const [first] = parts;
  if (first !== undefined) yield parts.length === 1 ? first : Buffer.concat(parts);
}
