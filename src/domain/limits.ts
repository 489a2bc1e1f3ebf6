/**
 * Bounds of the exchange that follow from how it counts. All arithmetic on money is
 * exact because it is on integers below 2^53.
 */

/** Prices and quantities fit a signed 32-bit integer, so that an order is eight of them. */
export const MAX_PRICE = 2 ** 31 - 1;
export const MAX_QUANTITY = 2 ** 31 - 1;

/** `max_price` × `max_quantity` of an instrument is at most this. */
export const MAX_NOTIONAL = Number.MAX_SAFE_INTEGER;

/** $1,000,000.00 at the default scale; leaves room for a quantity of 90 million. */
export const DEFAULT_MAX_PRICE = 100_000_000;
export const DEFAULT_PRICE_SCALE = 2;
export const MAX_SCALE = 9;

/** 2^48 - 1: nine years at a million orders a second. */
export const MAX_ORDER_ID = 2 ** 48 - 1;

/** Side and instrument share sixteen bits of an order. */
export const MAX_INSTRUMENTS = 2 ** 15;
export const MAX_INSTRUMENT_ID = 2 ** 32 - 1;
export const MAX_PARTIES = 1_000_000;

/** So many orders of 2^31 - 1 still sum to less than 2^53. */
export const MAX_OPEN_ORDERS = 4_000_000;

export const MAX_CLIENT_ORDER_ID_LENGTH = 36;
export const MAX_SYMBOL_LENGTH = 32;
export const MAX_PARTY_ID_BYTES = 64;
export const MAX_TEXT_BYTES = 256;
export const MIN_PASSWORD_BYTES = 8;
/** bcrypt reads no more than this. */
export const MAX_PASSWORD_BYTES = 72;

export const MAX_COMMANDS_PER_FRAME = 1024;

/** The trades that an answer lists of one order; the rest is in the history and in the execution reports. */
export const MAX_FILLS_PER_RESULT = 1_000;

/** The trades that one answer lists in all. About 30 bytes each: far below the 4 MiB that a gRPC client takes by default. */
export const MAX_FILLS_PER_RESPONSE = 10_000;

/** How many closed orders of all parties can still be asked for. */
export const RETAINED_CLOSED_ORDERS = 100_000;

/**
 * How many closed orders of each party keep their `client_order_id` taken. More than a client has on its way at a time, so an
 * order whose answer was lost is still known when it is sent again. About 250 bytes each, 2.5 MB a party at most.
 */
export const RETAINED_CLIENT_ORDER_IDS = 10_000;
