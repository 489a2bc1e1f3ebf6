import { compressedFlag } from '@connectrpc/connect/protocol';
import { compressionGzip } from '@connectrpc/connect-node';
import { OrderEntryRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { MAX_COMMANDS_PER_FRAME } from '../../domain/limits.ts';
import { refuse } from '../../domain/refusal.ts';
import { ENVELOPE_BYTES } from '../http/envelope.ts';
import { connectErrorOf } from './errors.ts';
import { MAX_FRAME_BYTES } from './message-limits.ts';
import { countJsonValues, createMessageCount } from './message-values.ts';

/** A command has at most three messages: itself, its request, and its order reference. */
export const MAX_MESSAGES = MAX_COMMANDS_PER_FRAME * 3;
/** A message takes at least two bytes, so a shorter frame cannot have too many and is not counted. */
const SHORT_FRAME_BYTES = MAX_MESSAGES * 2;
/** A command in JSON has up to seven fields and three objects. The rest is room for future fields. */
const MAX_JSON_VALUES = MAX_COMMANDS_PER_FRAME * 16;

interface Encoding {
  readonly isJson: boolean;
  readonly isGzip: boolean;
}

/** The encoding that a stream declares for its frames. */
export function encodingOf(header: Headers): Encoding {
  const contentType = header.get('content-type') ?? '';
  // Each protocol has its own header, and ignores that of the other.
  const name = /^application\/connect/i.test(contentType) ? 'connect-content-encoding' : 'grpc-encoding';
  return { isJson: /json/i.test(contentType), isGzip: header.get(name) === 'gzip' };
}

const countMessages = createMessageCount(OrderEntryRequestSchema);

/**
 * The frames of an order-entry stream, each in one piece and decompressed. Messages are counted before the library decodes a
 * frame, because an empty command takes two bytes of a frame and hundreds of memory.
 *
 * @throws ConnectError MESSAGE_TOO_LARGE if a frame has too many commands, or too many bytes after decompression;
 * MESSAGE_MALFORMED. The library refuses a frame with too many bytes before decompression by its header.
 */
export async function* orderEntryFrames(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array> {
  let frame = Buffer.alloc(ENVELOPE_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    let offset = 0;
    while (offset < chunk.length) {
      const taken = Math.min(chunk.length - offset, frame.length - filled);
      frame.set(chunk.subarray(offset, offset + taken), filled);
      filled += taken;
      offset += taken;
      if (filled < frame.length) break;
      const messageBytes = frame.readUInt32BE(1);
      if (messageBytes > MAX_FRAME_BYTES) {
        yield frame;
        return;
      }
      if (filled < ENVELOPE_BYTES + messageBytes) {
        frame = Buffer.concat([frame], ENVELOPE_BYTES + messageBytes);
        continue;
      }
      yield await toCheckedFrame(frame, encoding);
      frame = Buffer.alloc(ENVELOPE_BYTES);
      filled = 0;
    }
  }
  // The stream was cut short: the library reports it.
  if (filled > 0) yield frame.subarray(0, filled);
}

async function toCheckedFrame(frame: Buffer, { isJson, isGzip }: Encoding): Promise<Uint8Array> {
  const flags = frame.readUInt8(0);
  if (flags === 0) {
    checkMessage(frame.subarray(ENVELOPE_BYTES), isJson);
    return frame;
  }
  // The end of a stream, or an unknown compression: the library handles both.
  if (flags !== compressedFlag || !isGzip) return frame;
  const message = await compressionGzip.decompress(frame.subarray(ENVELOPE_BYTES), MAX_FRAME_BYTES);
  checkMessage(message, isJson);
  const header = Buffer.alloc(ENVELOPE_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** @throws ConnectError MESSAGE_TOO_LARGE or MESSAGE_MALFORMED for a frame that must not be decoded. */
export function checkMessage(message: Uint8Array, isJson: boolean): void {
  if (message.length <= SHORT_FRAME_BYTES) return;
  if (isJson ? countJsonValues(message) > MAX_JSON_VALUES : countBinary(message) > MAX_MESSAGES) {
    throw connectErrorOf(
      refuse('MESSAGE_TOO_LARGE', `a frame may have at most ${MAX_COMMANDS_PER_FRAME} commands`, 'commands', {
        max: String(MAX_COMMANDS_PER_FRAME),
      }),
    );
  }
}

function countBinary(message: Uint8Array): number {
  try {
    return countMessages(message, MAX_MESSAGES);
  } catch (error) {
    throw connectErrorOf(refuse('MESSAGE_MALFORMED', `the frame cannot be read: ${String(error)}`));
  }
}
