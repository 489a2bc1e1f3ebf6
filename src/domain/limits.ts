/** Bounds that follow from the number types of the exchange. */

export const MAX_PRICE = Number.MAX_SAFE_INTEGER;
export const MAX_QUANTITY = Number.MAX_SAFE_INTEGER;

/** Prices of an instrument from its lowest to its highest: the book counts them in 31 bits. */
export const MAX_TICKS = 2 ** 31 - 1;

/** Of an instrument without a `max_quantity`, `max_price` × `max_quantity` is at most this. */
export const DEFAULT_MAX_NOTIONAL = Number.MAX_SAFE_INTEGER;

/** $1,000,000.00 at the default scale. It allows a quantity of 90 million. */
export const DEFAULT_MAX_PRICE = 100_000_000;
export const DEFAULT_PRICE_SCALE = 2;
export const MAX_SCALE = 9;

/** 2^48 - 1, enough for nine years at a million orders per second. */
export const MAX_ORDER_ID = 2 ** 48 - 1;

/** Side and instrument share sixteen bits of an order. */
export const MAX_INSTRUMENTS = 2 ** 15;
export const MAX_INSTRUMENT_ID = 2 ** 32 - 1;
export const MAX_PARTIES = 1_000_000;

/** The total quantity of this number of orders of 2^31 - 1 is below 2^53. */
export const MAX_OPEN_ORDERS = 4_000_000;

export const MAX_CLIENT_ORDER_ID_LENGTH = 36;
export const MAX_SYMBOL_LENGTH = 32;
export const MAX_PARTY_ID_BYTES = 64;
export const MAX_TEXT_BYTES = 256;
export const MIN_PASSWORD_BYTES = 8;
/** bcrypt ignores further bytes. */
export const MAX_PASSWORD_BYTES = 72;

export const MAX_COMMANDS_PER_FRAME = 1024;

/** Maximum number of trades of one order in an answer. Further ones are in the history and in the execution reports. */
export const MAX_FILLS_PER_RESULT = 1_000;

/** Maximum number of trades in one answer. At about 30 bytes each, it stays far below a gRPC client's default of 4 MiB. */
export const MAX_FILLS_PER_RESPONSE = 10_000;

/** Number of closed orders, of all parties together, that can still be read. */
export const RETAINED_CLOSED_ORDERS = 100_000;

/**
 * Number of closed orders of each party whose `client_order_id` stays taken. It is more than a client has in flight, so a repeat of
 * an order whose answer was lost is recognized. About 250 bytes each, so at most 2.5 MB per party.
 */
export const RETAINED_CLIENT_ORDER_IDS = 10_000;

/** Times are nanoseconds since 1970-01-01 UTC that fit 64 bits with a sign: up to the year 2262. */
export const MAX_TIME_NS = 2n ** 63n - 1n;
/** The clock is advanced by at most 100 days at once: frames of a batch are less than 2^53 ns apart. */
export const MAX_CLOCK_ADVANCE_NS = 100n * 86_400n * 1_000_000_000n;
