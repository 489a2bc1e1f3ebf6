import { MAX_COMMANDS_PER_FRAME } from '../../domain/limits.ts';

/*
 * Bounds of one request message, before and after decompression. They follow from the contract: the longest texts of a request
 * fit, even escaped in JSON. So they are constants, and they bound the cost of one request.
 */

/** An order, a login, a query: most have less than 100 bytes. */
export const MAX_REQUEST_BYTES = 1_024;

/** A new instrument or party has a text of 256 bytes for people, and JSON may need six bytes for each. */
export const MAX_ADMIN_REQUEST_BYTES = 4_096;

/** 256 subscriptions of a stream of market data: at most 40 bytes each in binary, and 200 in JSON. */
export const MAX_SUBSCRIPTIONS_BYTES = 65_536;

/** An order takes at most 66 bytes in binary, and 250 in JSON. */
export const MAX_FRAME_BYTES = MAX_COMMANDS_PER_FRAME * 256;

/** The deepest request is a frame with a command with an order reference: four. */
const MAX_NESTING = 8;

/** Unknown fields are skipped. If they were kept, each would be an object as long as the message exists. */
export const BINARY_OPTIONS = { readUnknownFields: false, recursionLimit: MAX_NESTING };

export const JSON_OPTIONS = {
  // A misspelled field must not count as a missing one.
  ignoreUnknownFields: false,
  recursionLimit: MAX_NESTING,
  // Invalid UTF-8 is refused, as in binary messages, and not replaced.
  textDecoder: new TextDecoder('utf-8', { fatal: true }),
};
