import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import type { CommandRefusal } from '../../gen/redleaf/v1/order_service_pb.ts';

interface Details {
  readonly code: Code;
  readonly reason: string;
  readonly field?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly method?: string | undefined;
  readonly cause?: unknown;
}

/** Every failure of a call, whatever the way it came: a status, a refused command, a lost connection. */
export class RedleafError extends Error {
  /** The gRPC status code. */
  readonly code: Code;
  /** The name of an `ErrorReason`, for example `UNKNOWN_ORDER`; empty when it does not come from the exchange. */
  readonly reason: string;
  /** The wrong field, spelled as in the proto. */
  readonly field: string | undefined;
  /** Facts for programs, such as the bounds that were missed. */
  readonly metadata: Readonly<Record<string, string>>;

  /** The call that failed, such as `PlaceOrder`; empty when it was none. */
  readonly method: string;

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RedleafError';
    this.code = details.code;
    this.reason = details.reason;
    this.field = details.field;
    this.metadata = details.metadata ?? {};
    this.method = details.method ?? '';
  }

  /** @param method the call that has thrown it. */
  static from(thrown: unknown, method?: string): RedleafError {
    if (thrown instanceof RedleafError) return thrown;
    const error = ConnectError.from(thrown);
    const [info] = error.findDetails(ErrorInfoSchema);
    const [badRequest] = error.findDetails(BadRequestSchema);
    return new RedleafError(error.rawMessage, {
      code: error.code,
      reason: info?.reason ?? '',
      field: badRequest?.fieldViolations[0]?.field,
      metadata: info?.metadata ?? {},
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
    });
  }

  /** The exchange could not be reached, or the connection to it was lost. */
  get isConnectionLost(): boolean {
    return this.reason === '' && CONNECTION_CODES.has(this.code);
  }
}

/** What the HTTP/2 layer makes of refused, reset and ended connections. */
const CONNECTION_CODES = new Set([
  Code.Unavailable,
  Code.Aborted,
  Code.Canceled,
  Code.Internal,
  Code.Unknown,
  Code.DeadlineExceeded,
  Code.DataLoss,
]);
