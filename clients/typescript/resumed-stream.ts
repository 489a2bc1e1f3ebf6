import { Code } from '@connectrpc/connect';
import { isTemporary, persistently } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';

interface Options {
  /** What was seen last; undefined starts with what happens from now on. */
  readonly resumeFrom: StreamPosition | undefined;
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal | undefined;
  /** Whether a stream that ended because its token did can be opened again. */
  readonly canLogin: boolean;
  /** The connection was lost; it is tried again from now on. */
  readonly onInterrupted?: (() => void) | undefined;
  /** It is there again, and goes on. */
  readonly onReconnected?: (() => void) | undefined;
  /** Time without a message after which the connection counts as lost, in milliseconds; default: never. */
  readonly staleMs?: number | undefined;
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
  { resumeFrom, signal, canLogin, onInterrupted, onReconnected, staleMs }: Options,
): AsyncGenerator<Message, void, undefined> {
  let last = resumeFrom;
  let stream = await OpenStream.start(open, last, staleMs, signal);
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
      const reopen = () => OpenStream.start(open, from, staleMs, signal);
      stream = await persistently(reopen, { signal, canLogin });
    } catch (thrown) {
      if (signal?.aborted) return;
      throw thrown;
    }
    if (signal?.aborted !== true) onReconnected?.();
  }
}

/** One connection's worth of a stream. */
class OpenStream<Message> {
  readonly #iterator: AsyncIterator<Message>;
  readonly #hangUp: AbortController;
  readonly #staleMs: number | undefined;
  /** Undefined when the stream ended without a message. */
  first: Message | undefined;

  private constructor(
    iterator: AsyncIterator<Message>,
    hangUp: AbortController,
    staleMs: number | undefined,
  ) {
    this.#iterator = iterator;
    this.#hangUp = hangUp;
    this.#staleMs = staleMs;
  }

  /** Resolves with the first message: the exchange sends one at once, so it proves that the stream works. */
  static async start<Message>(
    open: Open<Message>,
    resumeFrom: StreamPosition | undefined,
    staleMs?: number,
    signal?: AbortSignal,
  ) {
    const hangUp = new AbortController();
    const either = signal === undefined ? hangUp.signal : AbortSignal.any([signal, hangUp.signal]);
    const stream = new OpenStream(open(resumeFrom, either)[Symbol.asyncIterator](), hangUp, staleMs);
    try {
      stream.first = await stream.next();
    } catch (thrown) {
      if (signal?.aborted !== true) throw thrown;
    }
    return stream;
  }

  async next(): Promise<Message | undefined> {
    const next = this.#iterator.next();
    return messageOf(await (this.#staleMs === undefined ? next : this.#withinMs(next, this.#staleMs)));
  }

  close(): void {
    this.#hangUp.abort();
  }

  /** A server that hangs keeps its connections, and says nothing on them. */
  async #withinMs<Result>(next: Promise<Result>, staleMs: number): Promise<Result> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, reject) => {
      const giveUp = () => {
        reject(
          new RedleafError(`nothing has come for ${staleMs} ms`, { code: Code.Unavailable, reason: '' }),
        );
        this.#hangUp.abort();
      };
      // What came while this program itself had no time is read first.
      timer = setTimeout(() => {
        timer = setTimeout(giveUp, GRACE_MS);
      }, staleMs - GRACE_MS);
    });
    try {
      return await Promise.race([next, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const GRACE_MS = 50;

function messageOf<Message>(result: IteratorResult<Message, unknown>): Message | undefined {
  return result.done === true ? undefined : result.value;
}
