import type { ServerHttp2Stream } from 'node:http2';
import { refuse } from '../../../domain/refusal.ts';
import type { Call } from '../../http/admission/call.ts';
import { connectErrorOf } from '../errors.ts';
import { EnvelopeReader } from './envelope-reader.ts';

interface Options {
  readonly maxBytes: number;
  /** Called with the message as soon as it is complete, whether or not the caller has ended the request. */
  readonly onMessage: (message: Uint8Array) => void;
  /** Called with what `onMessage` throws, or why there is no message. */
  readonly onError: (error: unknown) => void;
}

/** Reads a request of one message. The rest is read and dropped, otherwise the stream stays open. */
export function readRequest(
  stream: ServerHttp2Stream,
  call: Call,
  { maxBytes, onMessage, onError }: Options,
): void {
  const messages = new EnvelopeReader(maxBytes);
  let isRead = false;
  const read = (chunk: Buffer) => {
    messages.add(chunk);
    const message = messages.next();
    call.arriving(messages.waitingBytes);
    if (message === undefined) return;
    isRead = true;
    if (messages.waitingBytes > 0) throw connectErrorOf(MORE_THAN_ONE);
    onMessage(message);
  };
  const end = () => {
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
