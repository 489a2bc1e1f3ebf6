import type { Reason, Refusal } from '../../domain/refusal.ts';

/** The error of one field, as the seed's validation has it, without the value, which may be a password. */
export interface Detail {
  readonly type: string;
  /** Place: names and positions from the outside in. Empty for the whole request. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** Ends a request with a status and `{"detail": …}`. */
export class RestError extends Error {
  readonly status: number;
  readonly detail: string | readonly Detail[];
  /** When to try again; undefined if unknown. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, detail: string | readonly Detail[], retryAfterMs?: number) {
    super(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; '));
    this.name = 'RestError';
    this.status = status;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Status of reasons that concern the whole request. Other reasons concern fields: 422. */
const STATUS_OF_REASON: Partial<Readonly<Record<Reason, number>>> = {
  CREDENTIALS_INVALID: 401,
  PARTY_DISABLED: 403,
  TOO_MANY_REQUESTS: 429,
  LOGIN_DELAYED: 429,
  TOO_MANY_OPEN_ORDERS: 429,
  TOO_MANY_INSTRUMENTS: 429,
  TOO_MANY_PARTIES: 429,
  JOURNAL_UNAVAILABLE: 503,
  PARTY_STORE_UNAVAILABLE: 503,
  HISTORY_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  INTERNAL: 500,
};

/** Fields with another name in the seed. */
const SEED_NAMES: Readonly<Record<string, string>> = {
  price: 'price_cents',
  symbol: 'instrument_name',
  description: 'instrument_description',
};

/**
 * The remedy for a price or a quantity outside the bounds of its book, which the seed does not have. `Fields` refuses what is 0 or
 * less, in the words of the seed.
 */
const OTHER_BOUNDS: Readonly<Record<string, string>> = {
  price:
    'a book with another max_price is made with /new_book, and one with another min_price with `redleaf admin create-instrument`',
  quantity: 'a book with another max_quantity is made with /new_book',
};

/** Converts the refusals of an RPC. */
export function fromRefusals(refusals: readonly Refusal[]): RestError {
  const [first] = refusals;
  const status = first === undefined ? undefined : STATUS_OF_REASON[first.reason];
  if (status === 401) return new RestError(401, 'invalid party_id / password');
  if (status !== undefined) {
    const retryAfterMs = first?.metadata?.['retry_after_ms'];
    return new RestError(
      status,
      refusals.map(({ message }) => message).join('; '),
      retryAfterMs === undefined ? undefined : Number(retryAfterMs),
    );
  }
  return new RestError(
    422,
    refusals.map(({ reason, message, field = '' }) => {
      const remedy = reason === 'FIELD_OUT_OF_RANGE' ? OTHER_BOUNDS[field] : undefined;
      return {
        type: reason.toLowerCase(),
        loc: field === '' ? [] : [SEED_NAMES[field] ?? field],
        msg: remedy === undefined ? message : `${message}; ${remedy}`,
      };
    }),
  );
}
