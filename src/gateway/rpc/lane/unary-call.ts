import type { ServerHttp2Stream } from 'node:http2';
import type { ConnectError } from '@connectrpc/connect';
import { refuse } from '../../../domain/refusal.ts';
import type { Call } from '../../http/admission/call.ts';
import { CALLER_GONE } from '../../http/caller-gone.ts';
import { connectErrorOf } from '../errors.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { LaneAnswer } from './lane-answer.ts';
import type { LaneCaller } from './lane-caller.ts';
import type { UnaryRpc } from './unary-rpc.ts';

/**
 * Serves a unary call: it runs as soon as its message is complete, and is answered at once, whether or not the caller has ended
 * the request.
 */
export class UnaryCall {
  readonly #rpc: UnaryRpc;
  readonly #call: Call;
  readonly #caller: LaneCaller;
  readonly #answer: LaneAnswer;
  readonly #messages = new EnvelopeReader(MAX_REQUEST_BYTES);
  #hasBegun = false;
  #isOver = false;

  constructor(stream: ServerHttp2Stream, rpc: UnaryRpc, call: Call, caller: LaneCaller) {
    this.#rpc = rpc;
    this.#call = call;
    this.#caller = caller;
    this.#answer = new LaneAnswer(stream, call);
    stream.once('close', () => this.#end(CALLER_GONE));
    // Also after the answer: the rest of the body is read and dropped, otherwise the stream stays open.
    stream.on('data', (chunk: Buffer) => this.#orFail(() => this.#read(chunk)));
    stream.once('end', () => {
      // A reset stream ends like a complete one, but it is closed on both sides.
      if (!stream.closed) this.#orFail(() => this.#checkBegun());
    });
  }

  #read(chunk: Buffer): void {
    if (this.#hasBegun || this.#isOver) return;
    const messages = this.#messages;
    messages.add(chunk);
    const message = messages.next();
    this.#call.arriving(messages.waitingBytes);
    if (message === undefined) return;
    if (messages.waitingBytes > 0) throw connectErrorOf(MORE_THAN_ONE);
    const run = this.#rpc.decode(message);
    const partyNumber = this.#caller.check();
    this.#hasBegun = true;
    run(partyNumber).then(
      (envelope) => this.#succeed(envelope),
      (error: unknown) => this.#fail(error),
    );
  }

  #checkBegun(): void {
    if (this.#hasBegun || this.#isOver) return;
    this.#messages.end();
    throw connectErrorOf(NO_MESSAGE);
  }

  #orFail(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #succeed(envelope: Uint8Array): void {
    if (this.#isOver) return;
    this.#end(undefined);
    this.#answer.begin();
    this.#answer.write(envelope);
    this.#answer.end();
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return;
    const error = this.#caller.errorOf(reason);
    this.#end(error);
    this.#answer.begin();
    this.#answer.end(error);
  }

  #end(error: ConnectError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#call.arriving(0);
    this.#caller.ended(error);
  }
}

const NO_MESSAGE = refuse('MESSAGE_MALFORMED', 'the request has no message');
const MORE_THAN_ONE = refuse('MESSAGE_MALFORMED', 'the request has more than one message');
