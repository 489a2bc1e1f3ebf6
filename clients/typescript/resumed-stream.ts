import pRetry from 'p-retry';
import { BACKOFF, isTemporary } from './reconnect.ts';

interface Options {
  /** What was seen last; undefined starts with what happens from now on. */
  readonly resumeFrom: StreamPosition | undefined;
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal | undefined;
  /** Whether a stream that ended because its token did can be opened again. */
  readonly canLogin: boolean;
  /** The connection was lost; it is tried again from now on. */
  readonly onInterrupted?: (() => void) | undefined;
}

/** A place in the exchange's one order of everything. Sequences count within an epoch, which changes when it is restored. */
export interface StreamPosition {
  readonly epoch: bigint;
  /** Of the last event seen. */
  readonly sequence: bigint;
}

type Open<Message> = (resumeFrom: StreamPosition | undefined, signal: AbortSignal) => AsyncIterable<Message>;

/**
 * The messages of a stream that is opened again, from where it was, whenever the connection is lost.
 * A stream that cannot be opened the first time fails at once: the address or the request is wrong.
 */
export async function* resumedStream<Message extends StreamPosition>(
  open: Open<Message>,
  { resumeFrom, signal, canLogin, onInterrupted }: Options,
): AsyncGenerator<Message, void, undefined> {
  const shouldRetry = ({ error }: { error: Error }) => isTemporary(error, canLogin);
  let last = resumeFrom;
  let stream = await OpenStream.start(open, last, signal);
  for (;;) {
    try {
      for (let message = stream.first; message !== undefined; message = await stream.next()) {
        yield message;
        // Only now the caller has it all: before, a lost connection would have to bring it again.
        last = { epoch: message.epoch, sequence: message.sequence };
      }
    } catch (thrown) {
      if (signal?.aborted) return;
      if (!isTemporary(thrown, canLogin)) throw thrown;
    } finally {
      stream.close();
    }
    if (signal?.aborted) return;
    onInterrupted?.();
    const from = last;
    try {
      stream = await pRetry(() => OpenStream.start(open, from, signal), { ...BACKOFF, signal, shouldRetry });
    } catch (thrown) {
      if (signal?.aborted) return;
      throw thrown;
    }
  }
}

/** One connection's worth of a stream. */
class OpenStream<Message> {
  readonly #iterator: AsyncIterator<Message>;
  readonly #hangUp: AbortController;
  /** Undefined when the stream ended without a message. */
  readonly first: Message | undefined;

  constructor(iterator: AsyncIterator<Message>, hangUp: AbortController, first: Message | undefined) {
    this.#iterator = iterator;
    this.#hangUp = hangUp;
    this.first = first;
  }

  /** Resolves with the first message: the exchange sends one at once, so it proves that the stream works. */
  static async start<Message>(
    open: Open<Message>,
    resumeFrom: StreamPosition | undefined,
    signal?: AbortSignal,
  ) {
    const hangUp = new AbortController();
    const either = signal === undefined ? hangUp.signal : AbortSignal.any([signal, hangUp.signal]);
    const iterator = open(resumeFrom, either)[Symbol.asyncIterator]();
    try {
      return new OpenStream(iterator, hangUp, messageOf(await iterator.next()));
    } catch (thrown) {
      if (signal?.aborted) return new OpenStream<Message>(iterator, hangUp, undefined);
      throw thrown;
    }
  }

  async next(): Promise<Message | undefined> {
    return messageOf(await this.#iterator.next());
  }

  close(): void {
    this.#hangUp.abort();
  }
}

function messageOf<Message>(result: IteratorResult<Message, unknown>): Message | undefined {
  return result.done === true ? undefined : result.value;
}
