import type { DescMethod } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import type { Logger } from '../../log/logger.ts';
import { CALLER_GONE } from '../http/caller-gone.ts';
import { codeNameOf } from '../metrics/rpc-metrics.ts';

/** Status of a request whose caller left before the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

/** A call that has ended. */
export interface EndedCall {
  readonly method: DescMethod;
  readonly requestId: string;
  /** Undefined for a call without a token. */
  readonly party: string | undefined;
  /** Undefined after a success. Anything but a ConnectError is a bug of the exchange. */
  readonly error: unknown;
  readonly ms: number;
}

/** Logs the end of each call. */
export function logCall({ method, requestId, party, error, ms }: EndedCall, logger: Logger): void {
  const call = `${method.parent.typeName}/${method.name}`;
  if (error !== undefined && !(error instanceof ConnectError)) {
    logger.error({ err: error, call, requestId }, 'a call failed with an internal error');
  }
  if (!logger.isLevelEnabled('debug')) return;
  const line = { call, requestId, party, code: codeNameOf(error), ms };
  if (error === undefined) logger.debug(line, 'answered');
  else if (error === CALLER_GONE) logger.debug(line, 'the caller has gone');
  else logger.debug({ ...line, error: String(error) }, 'refused');
}

interface RestRequest {
  /** Label in metrics, such as `POST /orders`. */
  readonly request: string;
  readonly requestId: string;
  /** Undefined if unknown. */
  readonly party: string | undefined;
  readonly status: number;
  readonly ms: number;
}

/** Logs the end of each request of the REST API. */
export function logRestRequest(line: RestRequest, logger: Logger): void {
  if (line.status === CLIENT_CLOSED_REQUEST) logger.debug(line, 'the caller has gone');
  else logger.debug(line, line.status < 400 ? 'answered' : 'refused');
}
