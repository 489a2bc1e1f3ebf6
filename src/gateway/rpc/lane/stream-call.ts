import type { ServerHttp2Stream } from 'node:http2';
import type { ConnectError } from '@connectrpc/connect';
import type { Call } from '../../http/admission/call.ts';
import { CALLER_GONE } from '../../http/caller-gone.ts';
import { LaneAnswer } from './lane-answer.ts';
import type { LaneCaller } from './lane-caller.ts';
import type { LaneStreams } from './lane-streams.ts';
import { readRequest } from './read-request.ts';
import type { StreamRpc, StreamSource } from './stream-rpc.ts';

interface Options {
  readonly rpc: StreamRpc;
  readonly caller: LaneCaller;
  readonly streams: LaneStreams;
  /** Resolves when the stream has a turn for a long message. */
  readonly turn: () => Promise<void>;
}

/**
 * Serves a stream of messages. It reads its subscription only while the caller takes what was written, so a slow caller gets
 * fewer, larger messages.
 */
export class StreamCall {
  readonly #options: Options;
  readonly #answer: LaneAnswer;
  readonly #unlisten: () => void;
  #source: StreamSource | undefined;
  /** Whether it sends at the end of this turn. */
  #hasNews = false;
  /** Whether its caller has to take what was written first. */
  #isFull = false;
  /** Whether it waits for its turn. */
  #isInLine = false;
  #isOver = false;
  #sentMs = 0;

  constructor(stream: ServerHttp2Stream, call: Call, options: Options) {
    this.#options = options;
    this.#answer = new LaneAnswer(stream, call);
    options.streams.add(this);
    stream.once('close', () => this.#end(CALLER_GONE));
    this.#unlisten = options.caller.onSessionEnd((reason) => this.stop(reason));
    stream.on('drain', this.#onDrain);
    readRequest(stream, call, {
      maxBytes: options.rpc.maxBytes,
      waitsForEnd: true,
      onMessage: (message) => this.#open(options.rpc.open(message, { caller: options.caller, call })),
      onError: (error) => this.stop(error),
    });
  }

  send(nowMs: number): void {
    this.#hasNews = false;
    try {
      while (this.#canSend && this.#sendNext()) this.#sentMs = nowMs;
    } catch (error) {
      this.stop(error);
    }
  }

  beat(nowMs: number, maxSilentMs: number): void {
    const source = this.#source;
    if (source === undefined || !this.#canSend || nowMs - this.#sentMs < maxSilentMs) return;
    const envelope = source.heartbeat();
    if (envelope === undefined) return;
    this.#sentMs = nowMs;
    this.#write(envelope);
  }

  stop(reason: unknown): void {
    if (this.#isOver) return;
    const error = this.#options.caller.errorOf(reason);
    this.#end(error);
    this.#answer.begin();
    this.#answer.end(error);
  }

  get #canSend(): boolean {
    return !this.#isFull && !this.#isInLine;
  }

  #open(source: StreamSource): void {
    this.#source = source;
    // Not before: a stream whose request does not arrive in time is reset.
    this.#answer.begin();
    source.onNews = this.#wake;
    this.#wake();
  }

  /** @returns false if there is nothing to send. */
  #sendNext(): boolean {
    const source = this.#source;
    const envelope = source?.poll();
    if (source === undefined || envelope === undefined) return false;
    this.#write(envelope);
    if (source.isLong && !this.#isFull) this.#standInLine();
    return true;
  }

  /** Long messages take turns. */
  #standInLine(): void {
    this.#isInLine = true;
    void this.#options.turn().then(this.#onTurn);
  }

  #write(envelope: Uint8Array): void {
    if (!this.#answer.write(envelope)) this.#isFull = true;
  }

  readonly #wake = (): void => {
    if (this.#hasNews || !this.#canSend || this.#isOver) return;
    this.#hasNews = true;
    this.#options.streams.hasNews(this);
  };

  readonly #onDrain = (): void => {
    this.#isFull = false;
    if (this.#source?.isLong === true) this.#standInLine();
    else this.#wake();
  };

  readonly #onTurn = (): void => {
    this.#isInLine = false;
    this.send(performance.now());
  };

  #end(error: ConnectError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unlisten();
    this.#source?.close();
    this.#source = undefined;
    this.#options.streams.remove(this);
    this.#options.caller.ended(error);
  }
}
