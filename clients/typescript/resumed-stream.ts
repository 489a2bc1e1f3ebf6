import { Code } from '@connectrpc/connect';
import { isTemporary, persistently } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';

interface Options {
  /** The last position seen; undefined for future events only. */
  readonly resumeFrom: StreamPosition | undefined;
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal | undefined;
  /** Whether a stream can be opened again when its token has ended. */
  readonly canLogin: boolean;
  /** Called when the connection was lost and attempts begin. */
  readonly onInterrupted?: (() => void) | undefined;
  /** Called when the stream continues. */
  readonly onReconnected?: (() => void) | undefined;
  /** Time without a message after which the connection counts as lost, in milliseconds; default: never. */
  readonly staleMs?: number | undefined;
}

/**
 * A position in the event order of the exchange. Sequences count within an epoch, which changes when the exchange is restored.
 */
export interface StreamPosition {
  readonly epoch: bigint;
  /** Sequence of the last event seen. */
  readonly sequence: bigint;
}

type Open<Message> = (resumeFrom: StreamPosition | undefined, signal: AbortSignal) => AsyncIterable<Message>;

/**
 * The messages of a stream, which is reopened and resumed after each loss of the connection. If the first attempt fails, the
 * error is thrown at once, because the address or the request is wrong.
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
        // Set after the caller has taken the message: until then, a lost connection must repeat it.
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

/** A stream over one connection. */
class OpenStream<Message> {
  readonly #iterator: AsyncIterator<Message>;
  readonly #hangUp: AbortController;
  readonly #staleMs: number | undefined;
  /** Undefined if the stream ended without a message. */
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

  /** Resolves with the first message. The exchange sends it at once, so it shows that the stream works. */
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

  /** Fails after silence: a server that hangs keeps its connections open. */
  async #withinMs<Result>(next: Promise<Result>, staleMs: number): Promise<Result> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, reject) => {
      const giveUp = () => {
        reject(
          new RedleafError(`nothing has come for ${staleMs} ms`, { code: Code.Unavailable, reason: '' }),
        );
        this.#hangUp.abort();
      };
      // Messages that arrived while this program was busy are read first.
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
