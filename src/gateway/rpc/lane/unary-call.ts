import type { ServerHttp2Stream } from 'node:http2';
import type { ConnectError } from '@connectrpc/connect';
import type { Call } from '../../http/admission/call.ts';
import { CALLER_GONE } from '../../http/caller-gone.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { LaneAnswer } from './lane-answer.ts';
import type { LaneCaller } from './lane-caller.ts';
import { readRequest } from './read-request.ts';
import type { UnaryRpc } from './unary-rpc.ts';

/** Serves a unary call: it runs, and is answered, as soon as its message is complete. */
export class UnaryCall {
  readonly #rpc: UnaryRpc;
  readonly #call: Call;
  readonly #caller: LaneCaller;
  readonly #answer: LaneAnswer;
  #isOver = false;

  constructor(stream: ServerHttp2Stream, rpc: UnaryRpc, call: Call, caller: LaneCaller) {
    this.#rpc = rpc;
    this.#call = call;
    this.#caller = caller;
    this.#answer = new LaneAnswer(stream, call);
    stream.once('close', () => this.#end(CALLER_GONE));
    readRequest(stream, call, {
      maxBytes: MAX_REQUEST_BYTES,
      waitsForEnd: false,
      onMessage: (message) => this.#run(message),
      onError: (error) => this.#fail(error),
    });
  }

  #run(message: Buffer): void {
    const run = this.#rpc.decode(message);
    const partyNumber = this.#caller.check();
    const answer = run(partyNumber);
    const { rates } = this.#rpc;
    if (rates !== undefined) this.#call.setRateHeaders(rates.headersOf(partyNumber));
    answer.then(
      (envelope) => this.#succeed(envelope),
      (error: unknown) => this.#fail(error),
    );
  }

  #succeed(envelope: Uint8Array): void {
    if (!this.#end(undefined)) return;
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

  /** @returns false if it has ended before. */
  #end(error: ConnectError | undefined): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#caller.ended(error);
    return true;
  }
}
