/** The modules of `src` with the type that stands for each message and enum. Events are not listed: all of them are in `EVENTS`. */
export const TYPES: Readonly<Record<string, string>> = {
  CancelReason: 'domain/order.ts',
  CommandKind: 'events/frame.ts',
  ImportedPosition: 'domain/imported-position.ts',
  Instrument: 'domain/instrument.ts',
  Order: 'domain/order-progress.ts',
  OrderProgress: 'domain/order-progress.ts',
  OrderTerms: 'domain/order-terms.ts',
  OrderType: 'domain/order.ts',
  Party: 'domain/party.ts',
  Side: 'domain/order.ts',
  TimeInForce: 'domain/order.ts',
  Trade: 'domain/trade.ts',
};

export const EVENTS = 'events/events.ts';

/** The types of `src` that stand for the replies of the API, with their modules. A field is the property of the same name. */
export const REPLY_TYPES: Readonly<Record<string, { readonly name: string; readonly module: string }>> = {
  AmendOrderResponse: { name: 'Amended', module: 'domain/command.ts' },
  CancelAllOrdersResponse: { name: 'AllCanceled', module: 'domain/command.ts' },
  CancelOrderResponse: { name: 'Canceled', module: 'domain/command.ts' },
  CommandRefusal: { name: 'Refusal', module: 'domain/refusal.ts' },
  Fill: { name: 'Fill', module: 'domain/command.ts' },
  PlaceOrderResponse: { name: 'Placed', module: 'domain/command.ts' },
};

/** Fields that replies do not have: they are given beside the reply. */
export const REPLY_ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['epoch', 'bigint'],
  ['code', 'number'],
]);

/** Properties of replies that may be undefined. */
export const REPLY_OPTIONALS: ReadonlySet<string> = new Set(['cancelReason', 'field', 'metadata']);

/** 64-bit fields whose properties are bigint. Those of the others are numbers. */
export const REPLY_BIGINTS: ReadonlySet<string> = new Set(['epoch', 'transactTimeNs']);
