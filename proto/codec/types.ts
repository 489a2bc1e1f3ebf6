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
