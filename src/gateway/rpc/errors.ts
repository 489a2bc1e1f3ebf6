import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from '../../../gen/google/rpc/error_details_pb.ts';
import { type CommandRefusal, CommandRefusalSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { type Reason, type Refusal, type RefusedError, refuse } from '../../domain/refusal.ts';

const ERROR_DOMAIN = 'redleaf';

/** The status code of each reason. `error.proto` documents both. */
export const CODE_OF_REASON: Readonly<Record<Reason, Code>> = {
  FIELD_REQUIRED: Code.InvalidArgument,
  FIELD_INVALID: Code.InvalidArgument,
  FIELD_OUT_OF_RANGE: Code.InvalidArgument,
  PRICE_OFF_TICK: Code.InvalidArgument,
  QUANTITY_OFF_LOT: Code.InvalidArgument,
  MESSAGE_MALFORMED: Code.InvalidArgument,
  MESSAGE_TOO_LARGE: Code.ResourceExhausted,
  UNKNOWN_INSTRUMENT: Code.NotFound,
  UNKNOWN_ORDER: Code.NotFound,
  DUPLICATE_CLIENT_ORDER_ID: Code.AlreadyExists,
  DUPLICATE_INSTRUMENT: Code.AlreadyExists,
  DUPLICATE_SYMBOL: Code.AlreadyExists,
  DUPLICATE_PARTY: Code.AlreadyExists,
  CREDENTIALS_INVALID: Code.Unauthenticated,
  TOKEN_MISSING: Code.Unauthenticated,
  TOKEN_INVALID: Code.Unauthenticated,
  ADMIN_REQUIRED: Code.PermissionDenied,
  TOO_MANY_REQUESTS: Code.ResourceExhausted,
  TOO_MANY_OPEN_ORDERS: Code.ResourceExhausted,
  TOO_MANY_SUBSCRIPTIONS: Code.ResourceExhausted,
  TOO_MANY_INSTRUMENTS: Code.ResourceExhausted,
  TOO_MANY_PARTIES: Code.ResourceExhausted,
  SLOW_CONSUMER: Code.ResourceExhausted,
  RESUME_TOO_OLD: Code.OutOfRange,
  RESUME_IN_FUTURE: Code.OutOfRange,
  JOURNAL_UNAVAILABLE: Code.Unavailable,
  SHUTTING_DOWN: Code.Unavailable,
  INTERNAL: Code.Internal,
  UNKNOWN_SESSION: Code.NotFound,
  UNKNOWN_PARTY: Code.NotFound,
  PARTY_STORE_UNAVAILABLE: Code.Unavailable,
  HISTORY_OFF: Code.FailedPrecondition,
  EPOCH_MISMATCH: Code.FailedPrecondition,
  LOGIN_DELAYED: Code.ResourceExhausted,
  COMPRESSION_UNKNOWN: Code.Unimplemented,
  HISTORY_UNAVAILABLE: Code.Unavailable,
  UNKNOWN_STREAM: Code.NotFound,
  PARTIES_NOT_PUBLIC: Code.PermissionDenied,
  PARTY_DISABLED: Code.PermissionDenied,
  UNKNOWN_LOGIN_SESSION: Code.NotFound,
  CLOCK_NOT_MANUAL: Code.FailedPrecondition,
};

/** The error that ends a unary call or a stream. */
export function toConnectError({ refusal, refusals }: RefusedError): ConnectError {
  return fromRefusal(refusal, refusals);
}

export function connectErrorOf(refusal: Refusal): ConnectError {
  return fromRefusal(refusal, [refusal]);
}

export function messageTooLarge(maxBytes: number): Refusal {
  const message = `a message of this method has ${maxBytes} bytes at most`;
  return refuse('MESSAGE_TOO_LARGE', message, undefined, { max: String(maxBytes) });
}

/** Details of Google's error model, which every gRPC library can decode. */
export function detailsOf(refusal: Refusal, all: readonly Refusal[] = [refusal]): ConnectError['details'] {
  const { reason, metadata } = refusal;
  const fieldViolations = all.flatMap((violation) =>
    violation.field === undefined
      ? []
      : [{ field: violation.field, description: violation.message, reason: violation.reason }],
  );
  const info = { desc: ErrorInfoSchema, value: { reason, domain: ERROR_DOMAIN, metadata: { ...metadata } } };
  const badRequest = { desc: BadRequestSchema, value: { fieldViolations } };
  const retryAfterMs = metadata?.['retry_after_ms'];
  return [
    info,
    ...(fieldViolations.length === 0 ? [] : [badRequest]),
    // gRPC clients with automatic retries look for it there.
    ...(retryAfterMs === undefined ? [] : [retryIn(Number(retryAfterMs))]),
  ];
}

function retryIn(ms: number): ConnectError['details'][number] {
  return { desc: RetryInfoSchema, value: { retryDelay: durationFromMs(ms) } };
}

/** The same for one command of an order-entry frame. */
export function toCommandRefusal({ reason, message, field, metadata }: Refusal): CommandRefusal {
  return create(CommandRefusalSchema, {
    code: CODE_OF_REASON[reason],
    reason,
    message,
    field: field ?? '',
    metadata: { ...metadata },
  });
}

function fromRefusal(refusal: Refusal, all: readonly Refusal[]): ConnectError {
  const message = all.map((one) => one.message).join('; ');
  const error = new ConnectError(message, CODE_OF_REASON[refusal.reason]);
  error.details = detailsOf(refusal, all);
  return error;
}
