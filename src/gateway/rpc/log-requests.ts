import { ConnectError, type HandlerContext } from '@connectrpc/connect';
import type { Logger } from '../../log/logger.ts';
import { CALLER_GONE } from '../http/caller-gone.ts';
import { codeNameOf } from '../metrics/rpc-metrics.ts';
import { CALL } from './admit-call.ts';
import { CALLER } from './caller.ts';

/** Status of a request whose caller left before the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

/** Logs the end of each call. */
export function logCall(
  { method, values }: HandlerContext,
  error: unknown,
  ms: number,
  logger: Logger,
): void {
  const call = `${method.parent.typeName}/${method.name}`;
  const requestId = values.get(CALL)?.requestId;
  if (error !== undefined && !(error instanceof ConnectError)) {
    logger.error({ err: error, call, requestId }, 'a call failed with an internal error');
  }
  if (!logger.isLevelEnabled('debug')) return;
  const line = { call, requestId, party: values.get(CALLER)?.party.partyId, code: codeNameOf(error), ms };
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
