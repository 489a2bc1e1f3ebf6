import { create } from '@bufbuild/protobuf';
import { type ExecutionReport, ExecutionReportSchema } from '../../../gen/redleaf/v1/execution_pb.ts';
import { type OrderFill, OrderFillSchema } from '../../../gen/redleaf/v1/history_pb.ts';
import {
  type Instrument as InstrumentMessage,
  InstrumentSchema,
  TradingStatus,
} from '../../../gen/redleaf/v1/instrument_pb.ts';
import {
  HeartbeatSchema,
  type OrderBook,
  OrderBookDeltaSchema,
  OrderBookSchema,
  type PriceLevel as PriceLevelMessage,
  PriceLevelSchema,
  type Trade,
  TradeSchema,
} from '../../../gen/redleaf/v1/market_data_pb.ts';
import {
  type StreamOrderBookResponse,
  StreamOrderBookResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import {
  CancelReason,
  type Fill as FillMessage,
  FillSchema,
  type Order,
  OrderSchema,
} from '../../../gen/redleaf/v1/order_pb.ts';
import {
  type AmendOrderResponse,
  AmendOrderResponseSchema,
  type CancelAllOrdersResponse,
  CancelAllOrdersResponseSchema,
  type CancelOrderResponse,
  CancelOrderResponseSchema,
  type OrderEntryResponse,
  OrderEntryResponseSchema,
  type OrderResult,
  OrderResultSchema,
  type PlaceOrderResponse,
  PlaceOrderResponseSchema,
  type QueuePosition,
  QueuePositionSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { AllCanceled, Amended, Canceled, Fill, Placed, Reply } from '../../domain/command.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import { type Order as KeptOrder, orderStatusOf } from '../../domain/order-progress.ts';
import type { Party } from '../../domain/party.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import type { BookMessage, BookSnapshot } from '../../feeds/book-message.ts';
import type { PriceLevel } from '../../feeds/depth-side.ts';
import { type ExecutionRecord, execIdOf, isMaker } from '../../feeds/execution.ts';
import type { QueuePlace } from '../../feeds/order-queues.ts';
import type { HistoryFill } from '../../history/history-query.ts';
import { ratio } from '../../market/sum.ts';
import { toCommandRefusal } from './errors.ts';

/* From the domain to the API. Numbers are at most 2^53 − 1, and sums are exact decimal digits, so nothing is lost. */

/** Finds parties by number. */
export interface PartyNames {
  party(partyNumber: number): Party | undefined;
}

export function fromPlaced(placed: Placed, epoch: bigint): PlaceOrderResponse {
  return create(PlaceOrderResponseSchema, {
    orderId: BigInt(placed.orderId),
    clientOrderId: placed.clientOrderId,
    orderStatus: placed.orderStatus,
    leavesQuantity: BigInt(placed.leavesQuantity),
    cumQuantity: BigInt(placed.cumQuantity),
    canceledQuantity: BigInt(placed.canceledQuantity),
    cancelReason: placed.cancelReason ?? CancelReason.UNSPECIFIED,
    fills: placed.fills.map(fromFill),
    transactTimeNs: placed.transactTimeNs,
    sequence: BigInt(placed.sequence),
    fillCount: BigInt(placed.fillCount),
    isRepeat: placed.isRepeat,
    epoch,
  });
}

export function fromAmended(amended: Amended, epoch: bigint): AmendOrderResponse {
  return create(AmendOrderResponseSchema, {
    orderId: BigInt(amended.orderId),
    clientOrderId: amended.clientOrderId,
    orderStatus: amended.orderStatus,
    price: BigInt(amended.price),
    quantity: BigInt(amended.quantity),
    leavesQuantity: BigInt(amended.leavesQuantity),
    cumQuantity: BigInt(amended.cumQuantity),
    priorityKept: amended.priorityKept,
    fills: amended.fills.map(fromFill),
    transactTimeNs: amended.transactTimeNs,
    sequence: BigInt(amended.sequence),
    fillCount: BigInt(amended.fillCount),
    canceledQuantity: BigInt(amended.canceledQuantity),
    cancelReason: amended.cancelReason ?? CancelReason.UNSPECIFIED,
    epoch,
  });
}

export function fromCanceled(canceled: Canceled, epoch: bigint): CancelOrderResponse {
  return create(CancelOrderResponseSchema, {
    orderId: BigInt(canceled.orderId),
    clientOrderId: canceled.clientOrderId,
    orderStatus: canceled.orderStatus,
    cumQuantity: BigInt(canceled.cumQuantity),
    canceledQuantity: BigInt(canceled.canceledQuantity),
    transactTimeNs: canceled.transactTimeNs,
    sequence: BigInt(canceled.sequence),
    epoch,
  });
}

export function fromAllCanceled(
  { canceledOrderCount, transactTimeNs, sequence }: AllCanceled,
  epoch: bigint,
): CancelAllOrdersResponse {
  return create(CancelAllOrdersResponseSchema, {
    canceledOrderCount: BigInt(canceledOrderCount),
    transactTimeNs,
    sequence: BigInt(sequence),
    epoch,
  });
}

/** The results of the commands of an order-entry frame. */
export function fromReplies(replies: readonly Reply[], epoch: bigint): OrderEntryResponse {
  const results = replies.map((reply) => create(OrderResultSchema, { result: resultOf(reply, epoch) }));
  return create(OrderEntryResponseSchema, { results });
}

export function fromOrder(order: KeptOrder, parties: PartyNames): Order {
  const { orderId, terms, progress } = order;
  const { leavesQuantity, cumQuantity, canceledQuantity } = progress;
  return create(OrderSchema, {
    orderId: BigInt(orderId),
    clientOrderId: terms.clientOrderId,
    instrumentId: terms.instrumentId,
    partyId: parties.party(terms.partyNumber)?.partyId ?? '',
    side: terms.side,
    orderType: terms.orderType,
    timeInForce: terms.timeInForce,
    price: BigInt(terms.price),
    quantity: BigInt(terms.quantity),
    leavesQuantity: BigInt(leavesQuantity),
    cumQuantity: BigInt(cumQuantity),
    canceledQuantity: BigInt(canceledQuantity),
    averagePrice: ratio(progress.notional, cumQuantity),
    orderStatus: orderStatusOf(progress),
    acceptTimeNs: progress.acceptTimeNs,
    transactTimeNs: progress.transactTimeNs,
    postOnly: terms.postOnly === true,
    expireTimeNs: terms.expireTimeNs ?? 0n,
    cancelReason: progress.cancelReason ?? CancelReason.UNSPECIFIED,
  });
}

export function fromExecution(execution: ExecutionRecord, parties: PartyNames): ExecutionReport {
  return create(ExecutionReportSchema, {
    execId: BigInt(execIdOf(execution)),
    sequence: BigInt(execution.sequence),
    execType: execution.execType,
    order: fromOrder(execution, parties),
    tradeId: BigInt(execution.trade?.tradeId ?? 0),
    lastPrice: BigInt(execution.trade?.price ?? 0),
    lastQuantity: BigInt(execution.trade?.quantity ?? 0),
    isMaker: isMaker(execution),
    cancelReason: execution.cancelReason ?? 0,
  });
}

export function fromQueuePlace({ orderId, ordersAhead, quantityAhead }: QueuePlace): QueuePosition {
  return create(QueuePositionSchema, {
    orderId: BigInt(orderId),
    ordersAhead,
    quantityAhead: String(quantityAhead),
  });
}

export function fromTrade(trade: TradeRecord): Trade {
  return create(TradeSchema, {
    tradeId: BigInt(trade.tradeId),
    sequence: BigInt(trade.sequence),
    instrumentId: trade.instrumentId,
    price: BigInt(trade.price),
    quantity: BigInt(trade.quantity),
    aggressorSide: trade.aggressorSide,
    makerOrderId: BigInt(trade.makerOrderId),
    takerOrderId: BigInt(trade.takerOrderId),
    transactTimeNs: trade.transactTimeNs,
  });
}

export function fromHistoryFill({ trade, isMaker: isOfMaker }: HistoryFill): OrderFill {
  const { sequence, aggressorSide, makerOrderId, takerOrderId } = trade;
  const makerSide = aggressorSide === Side.Buy ? Side.Sell : Side.Buy;
  return create(OrderFillSchema, {
    execId: BigInt(sequence * 2 + (isOfMaker ? 1 : 0)),
    orderId: BigInt(isOfMaker ? makerOrderId : takerOrderId),
    side: isOfMaker ? makerSide : aggressorSide,
    isMaker: isOfMaker,
    trade: fromTrade(trade),
  });
}

export function fromInstrument(instrument: Instrument): InstrumentMessage {
  return create(InstrumentSchema, {
    instrumentId: instrument.instrumentId,
    symbol: instrument.symbol,
    description: instrument.description,
    priceScale: instrument.priceScale,
    quantityScale: instrument.quantityScale,
    tickSize: BigInt(instrument.tickSize),
    lotSize: BigInt(instrument.lotSize),
    minPrice: BigInt(instrument.minPrice),
    maxPrice: BigInt(instrument.maxPrice),
    maxQuantity: BigInt(instrument.maxQuantity),
    tradingStatus: TradingStatus.OPEN,
  });
}

export function fromBookSnapshot(snapshot: BookSnapshot): OrderBook {
  return create(OrderBookSchema, {
    instrumentId: snapshot.instrumentId,
    sequence: BigInt(snapshot.sequence),
    bids: snapshot.bids.map(fromPriceLevel),
    asks: snapshot.asks.map(fromPriceLevel),
  });
}

export function fromBookMessage(
  message: BookMessage,
  instrumentId: number,
  epoch: bigint,
): StreamOrderBookResponse {
  return create(StreamOrderBookResponseSchema, {
    epoch,
    instrumentId,
    previousSequence: BigInt(message.previousSequence),
    sequence: BigInt(message.sequence),
    update: updateOf(message),
    hasMoreLevels: message.hasMoreLevels,
  });
}

function updateOf({ snapshot, delta }: BookMessage): StreamOrderBookResponse['update'] {
  if (snapshot !== undefined) return { case: 'snapshot', value: fromBookSnapshot(snapshot) };
  if (delta === undefined) return { case: 'heartbeat', value: create(HeartbeatSchema) };
  const bids = delta.bids.map(fromPriceLevel);
  const asks = delta.asks.map(fromPriceLevel);
  return { case: 'delta', value: create(OrderBookDeltaSchema, { bids, asks }) };
}

function resultOf(reply: Reply, epoch: bigint): OrderResult['result'] {
  switch (reply.kind) {
    case 'placed':
      return { case: 'placed', value: fromPlaced(reply, epoch) };
    case 'amended':
      return { case: 'amended', value: fromAmended(reply, epoch) };
    case 'canceled':
      return { case: 'canceled', value: fromCanceled(reply, epoch) };
    case 'allCanceled':
      return { case: 'allCanceled', value: fromAllCanceled(reply, epoch) };
    case 'refused':
      return { case: 'refused', value: toCommandRefusal(reply) };
    default:
      throw new Error(`an order command was answered with ${reply.kind}`);
  }
}

function fromFill(fill: Fill): FillMessage {
  return create(FillSchema, {
    tradeId: BigInt(fill.tradeId),
    price: BigInt(fill.price),
    quantity: BigInt(fill.quantity),
    makerOrderId: BigInt(fill.makerOrderId),
  });
}

export function fromPriceLevel(level: PriceLevel): PriceLevelMessage {
  return create(PriceLevelSchema, {
    price: BigInt(level.price),
    quantity: String(level.quantity),
    orderCount: level.orderCount,
  });
}
