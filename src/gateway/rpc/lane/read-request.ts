import type { ServerHttp2Stream } from 'node:http2';
import { refuse } from '../../../domain/refusal.ts';
import type { Call } from '../../http/admission/call.ts';
import { ENVELOPE_BYTES } from '../../http/envelope.ts';
import { connectErrorOf, messageTooLarge } from '../errors.ts';
import { EnvelopeReader } from './envelope-reader.ts';

interface Options {
  readonly maxBytes: number;
  /** Whether the message waits for the end of the request. */
  readonly waitsForEnd: boolean;
  readonly onMessage: (message: Buffer) => void;
  /** Called with what `onMessage` throws, or why there is no message. */
  readonly onError: (error: unknown) => void;
}

/** Reads a request of one message. The rest is read and dropped, otherwise the stream stays open. */
export function readRequest(
  stream: ServerHttp2Stream,
  call: Call,
  { maxBytes, waitsForEnd, onMessage, onError }: Options,
): void {
  const messages = new EnvelopeReader(maxBytes);
  let isRead = false;
  const read = (chunk: Buffer) => {
    messages.add(chunk);
    call.arriving(messages.waitingBytes);
    if (messages.waitingBytes > maxBytes + ENVELOPE_BYTES) throw connectErrorOf(messageTooLarge(maxBytes));
    if (!waitsForEnd) take();
  };
  const take = () => {
    const message = messages.next();
    if (message === undefined) return;
    isRead = true;
    call.arriving(0);
    if (messages.waitingBytes > 0) throw connectErrorOf(MORE_THAN_ONE);
    onMessage(message);
  };
  const end = () => {
    take();
    if (isRead) return;
    messages.end();
    throw connectErrorOf(NO_MESSAGE);
  };
  const orFail = (step: () => void) => {
    try {
      step();
    } catch (error) {
      isRead = true;
      call.arriving(0);
      onError(error);
    }
  };
  stream.on('data', (chunk: Buffer) => {
    if (!isRead) orFail(() => read(chunk));
  });
  stream.once('end', () => {
    // A reset stream ends like a complete one, but it is closed on both sides.
    if (!isRead && !stream.closed) orFail(end);
  });
}

const NO_MESSAGE = refuse('MESSAGE_MALFORMED', 'the request has no message');
const MORE_THAN_ONE = refuse('MESSAGE_MALFORMED', 'the request has more than one message');
