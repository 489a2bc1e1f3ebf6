import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import type { ConnectError } from '@connectrpc/connect';
import type { Reply } from '../../../domain/command.ts';
import type { Call } from '../../http/admission/call.ts';
import { CALLER_GONE } from '../../http/caller-gone.ts';
import type { AnswerQueue } from '../answer-queue.ts';
import type { CommandTurns } from '../command-turns.ts';
import { FrameSubmission } from '../frame-submission.ts';
import { MAX_FRAME_BYTES } from '../message-limits.ts';
import type { OrderStreams } from '../order-streams.ts';
import { decodeFrame } from './decode-request.ts';
import { encodeReplies } from './encode-replies.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { LaneAnswer } from './lane-answer.ts';
import type { LaneCaller } from './lane-caller.ts';

/** Serves an order-entry stream: `orderEntry` of the services, on bytes. */
export class OrderEntryCall {
  readonly #stream: ServerHttp2Stream;
  readonly #call: Call;
  readonly #caller: LaneCaller;
  readonly #streams: OrderStreams;
  readonly #answer: LaneAnswer;
  readonly #answers: AnswerQueue<readonly Reply[]>;
  readonly #submitting: CommandTurns;
  readonly #answering: CommandTurns;
  readonly #frames = new EnvelopeReader(MAX_FRAME_BYTES);
  readonly #gone = new AbortController();
  /** Aborts when the caller leaves, its session ends, or the server stops. */
  readonly #signal: AbortSignal;
  /** The frame that is being submitted. */
  #frame: FrameSubmission | undefined;
  /** Whether frames wait for their turn, or for room for their answers. */
  #isWaiting = false;
  /** Whether the caller has ended its frames. */
  #hasEnded = false;
  /** Whether no frame will be read any more. */
  #isRead = false;
  #isOver = false;

  constructor(
    stream: ServerHttp2Stream,
    call: Call,
    { caller, partyNumber }: { readonly caller: LaneCaller; readonly partyNumber: number },
    streams: OrderStreams,
  ) {
    this.#stream = stream;
    this.#call = call;
    this.#caller = caller;
    this.#streams = streams;
    this.#answer = new LaneAnswer(stream, call);
    const { answers, submitting, answering } = streams.open(partyNumber);
    this.#answers = answers;
    this.#submitting = submitting;
    this.#answering = answering;
    this.#signal = caller.endSignal(this.#gone.signal);
    this.#answer.begin();
    const stop = () => this.#stopReading();
    this.#signal.addEventListener('abort', stop, { once: true });
    stream.once('close', () => {
      this.#signal.removeEventListener('abort', stop);
      this.#gone.abort(CALLER_GONE);
      this.#stopReading();
      this.#end(CALLER_GONE);
    });
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.once('end', () => {
      // A reset stream ends like a complete one, but it is closed on both sides.
      if (stream.closed) return;
      this.#hasEnded = true;
      this.#submitFrames();
    });
    void this.#sendAnswers();
  }

  #read(chunk: Buffer): void {
    // The rest is read and dropped, otherwise the stream stays open.
    if (this.#isRead) return;
    this.#frames.add(chunk);
    this.#submitFrames();
  }

  /** Submits the frames that have arrived, until one waits. The answers report an error after those that are pending. */
  #submitFrames(): void {
    if (this.#isWaiting || this.#isRead) return;
    try {
      for (;;) {
        if (this.#mustWait()) return;
        this.#frame ??= this.#beginFrame();
        if (this.#frame === undefined) break;
        const count = this.#frame.nextCount;
        this.#submitting.take(count);
        this.#submitting.hold(count, this.#frame.submitNext());
        if (this.#frame.nextCount === 0) this.#frame = undefined;
      }
      this.#call.arriving(this.#frames.waitingBytes);
      if (!this.#hasEnded) {
        if (this.#stream.isPaused()) this.#stream.resume();
        return;
      }
      this.#frames.end();
      this.#stopReading();
    } catch (error) {
      this.#answers.fail(error);
      this.#stopReading();
    }
  }

  #beginFrame(): FrameSubmission | undefined {
    const message = this.#frames.next();
    if (message === undefined) return undefined;
    const frame = decodeFrame(message);
    const partyNumber = this.#caller.check();
    const submission = new FrameSubmission(frame, partyNumber, this.#streams, this.#signal);
    this.#answers.add(submission.replies, submission.commandCount);
    return submission;
  }

  /** If so, nothing is read until it goes on. */
  #mustWait(): boolean {
    const goOn = () => {
      this.#isWaiting = false;
      this.#submitFrames();
    };
    if (!this.#submitting.isOpen) this.#submitting.wait(goOn);
    else if (this.#frame === undefined && this.#answers.isFull) void this.#answers.room().then(goOn);
    else return false;
    this.#isWaiting = true;
    this.#stream.pause();
    this.#call.arriving(this.#frames.waitingBytes);
    return true;
  }

  #stopReading(): void {
    this.#isRead = true;
    this.#frame?.abandon();
    this.#frame = undefined;
    this.#call.arriving(0);
    this.#answers.end();
    this.#stream.resume();
  }

  async #sendAnswers(): Promise<void> {
    try {
      for (;;) {
        const replies = await this.#answers.next();
        if (replies === undefined) break;
        const turn = this.#answering.takeInTurn(replies.length);
        if (turn !== undefined) await turn;
        if (!this.#answer.write(encodeReplies(replies, this.#streams.epoch))) await this.#drained();
      }
      this.#signal.throwIfAborted();
      this.#finish(undefined);
    } catch (error) {
      this.#finish(this.#caller.errorOf(error));
    }
  }

  /** Resolves when more can be written, or the stream is closed. */
  async #drained(): Promise<void> {
    const { signal } = this.#gone;
    if (!signal.aborted) await once(this.#stream, 'drain', { signal }).catch(() => undefined);
  }

  #finish(error: ConnectError | undefined): void {
    if (this.#isOver) return;
    this.#end(error);
    this.#stopReading();
    this.#answer.end(error);
  }

  #end(error: ConnectError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#answers.abandon();
    this.#caller.ended(error);
  }
}
