import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { Logger } from '../../../log/logger.ts';
import { callErrorOf } from '../call-error.ts';
import type { Caller } from '../caller.ts';
import { connectErrorOf } from '../errors.ts';
import { needsToken, TOKEN_INVALID } from '../gate.ts';
import type { EndedCall } from '../log-requests.ts';

interface Options {
  readonly method: DescMethod;
  readonly requestId: string;
  /** Undefined for a call without a token. */
  readonly caller: Caller | undefined;
  /** When the call must have begun, by `performance.now()`. */
  readonly deadlineMs: number;
  readonly startMs: number;
  readonly auth: AuthClient;
  readonly shutdown: AbortSignal;
  readonly logger: Logger;
  readonly end: (call: EndedCall) => void;
}

/** Who makes a call of the lane, and until when. */
export class LaneCaller {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Aborts with `gone`, when the session ends, and when the server stops: a stream must not outlive any of them. */
  endSignal(gone: AbortSignal): AbortSignal {
    const { auth, caller, shutdown } = this.#options;
    return AbortSignal.any([gone, ...(caller === undefined ? [] : [auth.endOf(caller.token)]), shutdown]);
  }

  /**
   * Calls a listener when the session of the caller ends, if the call needs one.
   *
   * @returns a function that removes the listener.
   */
  onSessionEnd(listener: (reason: unknown) => void): () => void {
    const { method, auth, caller } = this.#options;
    if (caller === undefined || !needsToken(method)) return () => undefined;
    const end = auth.endOf(caller.token);
    const onAbort = () => listener(end.reason);
    end.addEventListener('abort', onAbort, { once: true });
    return () => end.removeEventListener('abort', onAbort);
  }

  /**
   * Decides again on each message, which may arrive long after the headers.
   *
   * @returns the number of the party.
   * @throws ConnectError TOKEN_INVALID or with code DeadlineExceeded.
   */
  check(): number {
    const { auth, caller, deadlineMs } = this.#options;
    if (deadlineMs <= performance.now()) {
      throw new ConnectError('the operation timed out', Code.DeadlineExceeded);
    }
    const party = caller === undefined ? undefined : auth.partyOf(caller.token);
    if (party === undefined) throw connectErrorOf(TOKEN_INVALID);
    return party.partyNumber;
  }

  errorOf(error: unknown): ConnectError {
    return callErrorOf(error, this.#options, this.#options.logger);
  }

  /** @param error undefined after a success. */
  ended(error: ConnectError | undefined): void {
    const { method, requestId, caller, startMs, end } = this.#options;
    const ms = Math.round(performance.now() - startMs);
    end({ method, requestId, party: caller?.party.partyId, error, ms });
  }
}
