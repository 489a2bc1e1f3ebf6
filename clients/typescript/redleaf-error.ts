import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import type { ErrorReason } from '../../gen/redleaf/v1/error_pb.ts';
import type { CommandRefusal } from '../../gen/redleaf/v1/order_service_pb.ts';

/** The reason of a refusal. A newer exchange may have others. */
export type ErrorReasonName =
  | Exclude<keyof typeof ErrorReason, 'UNSPECIFIED'>
  | (string & NonNullable<unknown>);

/** A field of the request that is wrong. */
export interface FieldViolation {
  /** Spelled as in the proto. */
  readonly field: string;
  /** For people. */
  readonly message: string;
}

interface Details {
  readonly code: Code;
  readonly reason: ErrorReasonName | '';
  readonly field?: string | undefined;
  readonly violations?: readonly FieldViolation[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number | undefined;
  readonly method?: string | undefined;
  readonly cause?: unknown;
}

/** The error of every failed call: a status, a refused command, or a lost connection. */
export class RedleafError extends Error {
  /** The gRPC status code. */
  readonly code: Code;
  /** The name of an `ErrorReason`, for example `UNKNOWN_ORDER`; empty if the error is not from the exchange. */
  readonly reason: ErrorReasonName | '';
  /** The wrong field, spelled as in the proto; the first one of several. */
  readonly field: string | undefined;
  /** All wrong fields of a unary call, at most eight. Empty for a command of an order-entry stream, which has `field` only. */
  readonly violations: readonly FieldViolation[];
  /** Facts for programs, such as the bounds that were missed. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Pause that the exchange requests before another attempt. */
  readonly retryAfterMs: number | undefined;
  /** The call that failed, such as `PlaceOrder`; empty if there was none. */
  readonly method: string;

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RedleafError';
    this.code = details.code;
    this.reason = details.reason;
    this.field = details.field;
    this.violations = details.violations ?? [];
    this.metadata = details.metadata ?? {};
    this.retryAfterMs = details.retryAfterMs;
    this.method = details.method ?? '';
  }

  /** @param method the call that threw the error. */
  static from(thrown: unknown, method?: string): RedleafError {
    if (thrown instanceof RedleafError) return thrown;
    const error = ConnectError.from(thrown);
    const [info] = error.findDetails(ErrorInfoSchema);
    const [badRequest] = error.findDetails(BadRequestSchema);
    const violations = (badRequest?.fieldViolations ?? []).map(({ field, description }) => ({
      field,
      message: description,
    }));
    return new RedleafError(error.rawMessage, {
      code: error.code,
      reason: info?.reason ?? '',
      field: violations[0]?.field,
      violations,
      metadata: info?.metadata ?? {},
      retryAfterMs: retryAfterMsOf(error),
      method,
      cause: thrown,
    });
  }

  static fromRefusal(refusal: CommandRefusal): RedleafError {
    return new RedleafError(refusal.message, {
      code: refusal.code,
      reason: refusal.reason,
      field: refusal.field === '' ? undefined : refusal.field,
      metadata: refusal.metadata,
      retryAfterMs: retryAfterMsIn(refusal.metadata),
    });
  }

  /** The exchange could not be reached, or the connection to it was lost. */
  get isConnectionLost(): boolean {
    return this.reason === '' && CONNECTION_CODES.has(this.code);
  }
}

function retryAfterMsOf(error: ConnectError): number | undefined {
  const [retry] = error.findDetails(RetryInfoSchema);
  if (retry?.retryDelay !== undefined) return durationMs(retry.retryDelay);
  const [info] = error.findDetails(ErrorInfoSchema);
  return info === undefined ? undefined : retryAfterMsIn(info.metadata);
}

function retryAfterMsIn(metadata: Readonly<Record<string, string>>): number | undefined {
  const { retry_after_ms: retryAfterMs } = metadata;
  return retryAfterMs === undefined ? undefined : Number(retryAfterMs);
}

/** Errors of the HTTP/2 layer for refused, reset and ended connections. */
const CONNECTION_CODES = new Set([
  Code.Unavailable,
  Code.Aborted,
  Code.Canceled,
  Code.Internal,
  Code.Unknown,
  Code.DeadlineExceeded,
  Code.DataLoss,
]);
