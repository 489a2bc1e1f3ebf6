import type { EventKind } from '../../src/events/events.ts';

const EACH: { readonly [Kind in EventKind]: Kind } = {
  orderAccepted: 'orderAccepted',
  orderRested: 'orderRested',
  orderTraded: 'orderTraded',
  orderCanceled: 'orderCanceled',
  orderAmended: 'orderAmended',
  instrumentCreated: 'instrumentCreated',
  partyCreated: 'partyCreated',
  partyStatusChanged: 'partyStatusChanged',
  importBegun: 'importBegun',
  orderImported: 'orderImported',
  tradeImported: 'tradeImported',
  positionImported: 'positionImported',
  clockAdvanced: 'clockAdvanced',
};

/** Every kind of event. */
export const EVENT_KINDS = Object.values(EACH);
