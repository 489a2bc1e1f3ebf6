/** Why a command was refused: the names of the API's `ErrorReason`. */
export type Reason =
  | 'FIELD_REQUIRED'
  | 'FIELD_INVALID'
  | 'FIELD_OUT_OF_RANGE'
  | 'PRICE_OFF_TICK'
  | 'QUANTITY_OFF_LOT'
  | 'MESSAGE_MALFORMED'
  | 'MESSAGE_TOO_LARGE'
  | 'UNKNOWN_INSTRUMENT'
  | 'UNKNOWN_ORDER'
  | 'DUPLICATE_CLIENT_ORDER_ID'
  | 'DUPLICATE_INSTRUMENT'
  | 'DUPLICATE_SYMBOL'
  | 'DUPLICATE_PARTY'
  | 'CREDENTIALS_INVALID'
  | 'TOKEN_MISSING'
  | 'TOKEN_INVALID'
  | 'ADMIN_REQUIRED'
  | 'PARTIES_NOT_PUBLIC'
  | 'TOO_MANY_REQUESTS'
  | 'TOO_MANY_OPEN_ORDERS'
  | 'TOO_MANY_SUBSCRIPTIONS'
  | 'TOO_MANY_INSTRUMENTS'
  | 'TOO_MANY_PARTIES'
  | 'SLOW_CONSUMER'
  | 'RESUME_TOO_OLD'
  | 'RESUME_IN_FUTURE'
  | 'EPOCH_MISMATCH'
  | 'JOURNAL_UNAVAILABLE'
  | 'SHUTTING_DOWN'
  | 'INTERNAL'
  | 'UNKNOWN_SESSION'
  | 'UNKNOWN_PARTY'
  | 'PARTY_STORE_UNAVAILABLE'
  | 'HISTORY_OFF'
  | 'LOGIN_DELAYED'
  | 'COMPRESSION_UNKNOWN'
  | 'HISTORY_UNAVAILABLE'
  | 'UNKNOWN_STREAM'
  | 'PARTY_DISABLED'
  | 'UNKNOWN_LOGIN_SESSION'
  | 'CLOCK_NOT_MANUAL';

/** A request that was not executed and changed nothing. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: Reason;
  /** One sentence for people, without secrets. */
  readonly message: string;
  /** The wrong field, with its name in the proto. */
  readonly field?: string;
  /** Facts for programs, such as the bounds of the field. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export function refuse(
  reason: Reason,
  message: string,
  field?: string,
  metadata?: Readonly<Record<string, string>>,
): Refusal {
  return {
    kind: 'refused',
    reason,
    message,
    ...(field === undefined ? {} : { field }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Carries a refusal through code that throws. */
export class RefusedError extends Error {
  /** Decides code and reason of the error. */
  readonly refusal: Refusal;
  /** One for each wrong field if several fields of a request are wrong. */
  readonly refusals: readonly Refusal[];

  constructor(refusal: Refusal, others: readonly Refusal[] = []) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.refusal = refusal;
    this.refusals = [refusal, ...others];
  }
}
