import type { DescMethodServerStreaming } from '@bufbuild/protobuf';
import type { Call } from '../../http/admission/call.ts';
import type { LaneCaller } from './lane-caller.ts';

/** What a stream sends: messages in their envelopes. */
export interface StreamSource {
  /**
   * The next message; undefined if there is none yet.
   *
   * @throws RefusedError if the stream cannot go on.
   */
  poll(): Uint8Array | undefined;
  /** Whether the next message waits for its turn, because the last one was long. */
  readonly isLong: boolean;
  /** Undefined while the source itself makes the heartbeats. */
  heartbeat(): Uint8Array | undefined;
  /** Called when the next message may be there. */
  onNews: (() => void) | undefined;
  close(): void;
}

/** A stream of messages to the caller, as the lane serves it. */
export interface StreamRpc {
  readonly method: DescMethodServerStreaming;
  /** Of the request. */
  readonly maxBytes: number;
  /** @throws RefusedError or ConnectError */
  open(message: Uint8Array, by: { readonly caller: LaneCaller; readonly call: Call }): StreamSource;
}
