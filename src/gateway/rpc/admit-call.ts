import type { DescMethod } from '@bufbuild/protobuf';
import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import type { Reader } from '../../admission/read-turns.ts';
import type { Call } from '../http/admission/call.ts';
import type { RateHeaders } from '../http/admission/rate.ts';

export const CALL = createContextKey<Call | undefined>(undefined, { description: 'call' });

const { login } = SessionService.method;
const { cancelOrder, cancelAllOrders } = OrderService.method;
const CANCELS: ReadonlySet<DescMethod> = new Set([cancelOrder, cancelAllOrders]);

/**
 * Takes a place for an RPC by its headers, before its body is read.
 *
 * @throws ConnectError TOO_MANY_REQUESTS or TOO_MANY_SUBSCRIPTIONS.
 */
export function admitCall(context: HandlerContext): void {
  const { method } = context;
  const call = callOf(context);
  if (method.methodKind !== 'unary') call.enter('streams');
  else call.enter(CANCELS.has(method) ? 'cancels' : 'calls', method !== login);
}

/**
 * Sets the number of subscriptions that a stream of market data counts as.
 *
 * @throws RefusedError TOO_MANY_SUBSCRIPTIONS.
 */
export function holdSubscriptions(context: HandlerContext, subscriptions: number): void {
  callOf(context).subscribed(subscriptions);
}

/** Sets the headers of the answer with the rate of the caller. */
export function setRateHeaders(context: HandlerContext, headers: RateHeaders): void {
  callOf(context).setRateHeaders(headers);
}

/** The id of a call in the log and in traces. */
export function requestIdOfCall(context: HandlerContext): string {
  return callOf(context).requestId;
}

/** The address for which the caller of an RPC counts. */
export function callerAddressOf(context: HandlerContext): string {
  return callOf(context).address;
}

/** The reader for which the long reads of an RPC take turns. */
export function readerOf(context: HandlerContext): Reader {
  return callOf(context).reader;
}

function callOf({ method, values }: HandlerContext): Call {
  const call = values.get(CALL);
  if (call === undefined) throw new Error(`${method.name} came without its call`);
  return call;
}
