import { MAX_PRICE, MAX_QUANTITY } from '../domain/limits.ts';

/** Field numbers of `redleaf.journal.v1.EventBatch` and `Event`, for the hand-written codec. */

export const FORMAT_VERSION = 1;

export const BatchField = { formatVersion: 1, firstSequence: 2, firstTimeNs: 3, events: 4 } as const;

export const ELAPSED_NS_FIELD = 1;

/** The number of its field names the kind of an event. */
export const EventKind = {
  orderAccepted: 2,
  orderRested: 3,
  orderTraded: 4,
  orderCanceled: 5,
  orderAmended: 6,
  instrumentCreated: 7,
  partyCreated: 8,
  importBegun: 9,
  orderImported: 10,
  positionImported: 11,
  tradeImported: 12,
  partyStatusChanged: 13,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

export const MAX_TIME_NS = 2n ** 64n - 1n;

/** The largest price or quantity. */
export const MAX_AMOUNT = Math.max(MAX_PRICE, MAX_QUANTITY);
