import { connectErrorOf, messageTooLarge } from './errors.ts';

/** One message has an envelope, or none. */
const ENVELOPE_BYTES = 5;

/**
 * The body of a request that is one message, in one piece. What is too long for one is not handed on: the library would make an
 * object of each of its thousands of empty envelopes, and leave the rest of the body unread, so that its stream stayed open.
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
