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

/** A type of `src` that stands for a message of the API. */
export interface WrittenType {
  readonly name: string;
  /** In `src`. */
  readonly module: string;
  /** Where the type has fields that are not properties of the same name. The empty path is the value itself. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Fields that the type does not have, and the types of the arguments that give them. */
  readonly given?: Readonly<Record<string, string>>;
}

const EPOCH = { epoch: 'bigint' };
const SUM = 'number | bigint';

/** The types of `src` that stand for the written messages of the API. A field is the property of the same name. */
export const WRITTEN_TYPES: Readonly<Record<string, WrittenType>> = {
  AmendOrderResponse: { name: 'Amended', module: 'domain/command.ts', given: EPOCH },
  CancelAllOrdersResponse: { name: 'AllCanceled', module: 'domain/command.ts', given: EPOCH },
  CancelOrderResponse: { name: 'Canceled', module: 'domain/command.ts', given: EPOCH },
  Candle: {
    ...{ name: 'Candle', module: 'market/candle.ts' },
    given: { instrumentId: 'number', interval: 'number', openTimeNs: 'bigint' },
  },
  CommandRefusal: { name: 'Refusal', module: 'domain/refusal.ts', given: { code: 'number' } },
  ExecutionReport: {
    ...{ name: 'ExecutionRecord', module: 'feeds/execution.ts' },
    paths: {
      order: '',
      tradeId: 'trade?.tradeId',
      lastPrice: 'trade?.price',
      lastQuantity: 'trade?.quantity',
    },
    given: { execId: 'number', isMaker: 'boolean' },
  },
  Fill: { name: 'Fill', module: 'domain/command.ts' },
  Instrument: {
    ...{ name: 'Instrument', module: 'domain/instrument.ts' },
    given: { tradingStatus: 'number' },
  },
  Order: {
    ...{ name: 'Order', module: 'domain/order-progress.ts' },
    paths: {
      ...inPart('terms', ['clientOrderId', 'instrumentId', 'side', 'orderType', 'timeInForce']),
      ...inPart('terms', ['price', 'quantity', 'postOnly', 'expireTimeNs']),
      ...inPart('progress', ['leavesQuantity', 'cumQuantity', 'canceledQuantity', 'cancelReason']),
      ...inPart('progress', ['acceptTimeNs', 'transactTimeNs']),
    },
    given: { partyId: 'string', averagePrice: 'number', orderStatus: 'number' },
  },
  PlaceOrderResponse: { name: 'Placed', module: 'domain/command.ts', given: EPOCH },
  Position: {
    ...{ name: 'ValuedPosition', module: 'feeds/position-subscription.ts' },
    paths: {
      ...inPart('position', ['instrumentId', 'netQuantity', 'openNotional', 'sequence']),
      ...inPart('position', ['boughtQuantity', 'soldQuantity', 'boughtNotional', 'soldNotional']),
    },
    given: {
      ...{ averageBoughtPrice: 'number', averageSoldPrice: 'number', averagePrice: 'number' },
      ...{ partyId: 'string', realizedPnl: SUM, unrealizedPnl: `${SUM} | undefined` },
    },
  },
  PriceLevel: { name: 'PriceLevel', module: 'feeds/depth-side.ts' },
  QueuePosition: { name: 'QueuePlace', module: 'feeds/order-queues.ts' },
  Statistics: {
    ...{ name: 'MarketStatistics', module: 'feeds/instrument-market.ts' },
    paths: {
      ...{ lastPrice: 'lastTrade?.price', lastQuantity: 'lastTrade?.quantity' },
      ...{ lastTimeNs: 'lastTrade?.transactTimeNs', lastAggressorSide: 'lastTrade?.aggressorSide' },
      ...{ sequence: 'lastTrade?.sequence', highPrice: 'lastDay?.highPrice', lowPrice: 'lastDay?.lowPrice' },
      ...{ volume: 'lastDay?.volume', value: 'lastDay?.value', tradeCount: 'lastDay?.tradeCount' },
    },
    given: {
      ...{ instrumentId: 'number', lastMakerPartyId: 'string', lastTakerPartyId: 'string' },
      openInterest: SUM,
    },
  },
  Trade: { name: 'TradeRecord', module: 'domain/trade.ts' },
};

function inPart(part: string, fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, `${part}.${field}`]));
}

/** Properties, or arguments, that may be undefined. */
export const WRITTEN_OPTIONALS: ReadonlySet<string> = new Set([
  ...['cancelReason', 'field', 'metadata', 'postOnly', 'expireTimeNs'],
  ...['lastPrice', 'referencePrice', 'unrealizedPnl'],
]);

/** 64-bit fields whose properties are bigint. Those of the others are numbers. */
export const WRITTEN_BIGINTS: ReadonlySet<string> = new Set([
  ...['acceptTimeNs', 'epoch', 'expireTimeNs', 'lastTimeNs', 'openTimeNs', 'transactTimeNs'],
]);

/** Texts that are the decimal digits of an integer. */
export const WRITTEN_DIGITS: ReadonlySet<string> = new Set([
  ...['quantity', 'quantityAhead', 'volume', 'value', 'openInterest', 'netQuantity', 'openNotional'],
  ...['boughtQuantity', 'soldQuantity', 'boughtNotional', 'soldNotional', 'realizedPnl', 'unrealizedPnl'],
]);
