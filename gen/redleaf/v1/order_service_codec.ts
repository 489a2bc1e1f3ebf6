// Generated from redleaf/v1/order_service.proto by proto/codec. Do not edit.
/* eslint-disable */

import type { AllCanceled, Amended, Canceled, Fill, Placed } from '../../../src/domain/command.ts';
import type { Order } from '../../../src/domain/order-progress.ts';
import type { Refusal } from '../../../src/domain/refusal.ts';
import type { ExecutionRecord } from '../../../src/feeds/execution.ts';
import type { QueuePlace } from '../../../src/feeds/order-queues.ts';
import type { ValuedPosition } from '../../../src/feeds/position-subscription.ts';
import type { RequestReader } from '../../../src/wire/request-reader.ts';
import type { WireWriter } from '../../../src/wire/wire-writer.ts';
import type { OrderReference } from './order_pb.ts';
import type { AmendOrderRequest, CancelAllOrdersRequest, CancelOrderRequest, OrderCommand, OrderEntryRequest, PlaceOrderRequest } from './order_service_pb.ts';

export const OrderEntryResponseTag = {
  results: 10,
} as const;

export const OrderResultTag = {
  placed: 10,
  amended: 18,
  canceled: 26,
  refused: 34,
  allCanceled: 42,
} as const;

export const StreamExecutionsResponseTag = {
  sequence: 8,
  executions: 18,
  epoch: 24,
  positions: 34,
  queuePositions: 42,
} as const;

export function readPlaceOrderRequest(reader: RequestReader, end: number): PlaceOrderRequest | undefined {
  let instrumentId = 0;
  let side = 0;
  let orderType = 0;
  let timeInForce = 0;
  let price = 0n;
  let quantity = 0n;
  let clientOrderId = '';
  let postOnly = false;
  let expireTimeNs = 0n;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 8: instrumentId = reader.uint32(); break;
      case 16: side = reader.uint32(); break;
      case 24: orderType = reader.uint32(); break;
      case 32: timeInForce = reader.uint32(); break;
      case 40: price = reader.int64(); break;
      case 48: quantity = reader.int64(); break;
      case 58: clientOrderId = reader.text(); break;
      case 64: postOnly = reader.bool(); break;
      case 72: expireTimeNs = reader.int64(); break;
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  if (side !== 0 && side !== 1 && side !== 2) return undefined;
  if (orderType !== 0 && orderType !== 1 && orderType !== 2) return undefined;
  if (timeInForce !== 0 && timeInForce !== 1 && timeInForce !== 2 && timeInForce !== 3 && timeInForce !== 4) return undefined;
  return { $typeName: 'redleaf.v1.PlaceOrderRequest', instrumentId, side, orderType, timeInForce, price, quantity, clientOrderId, postOnly, expireTimeNs };
}

export function readOrderReference(reader: RequestReader, end: number): OrderReference | undefined {
  let reference: OrderReference['reference'] | undefined;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 8: reference = { case: 'orderId', value: reader.int64() }; break;
      case 18: reference = { case: 'clientOrderId', value: reader.text() }; break;
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  return { $typeName: 'redleaf.v1.OrderReference', reference: reference ?? { case: undefined } };
}

export function readAmendOrderRequest(reader: RequestReader, end: number): AmendOrderRequest | undefined {
  let order: OrderReference | undefined;
  let price: bigint | undefined;
  let quantity: bigint | undefined;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 10: {
        const value = readOrderReference(reader, reader.message());
        if (value === undefined || order !== undefined) return undefined;
        order = value;
        break;
      }
      case 16: price = reader.int64(); break;
      case 24: quantity = reader.int64(); break;
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  const message: AmendOrderRequest = { $typeName: 'redleaf.v1.AmendOrderRequest' };
  if (order !== undefined) message.order = order;
  if (price !== undefined) message.price = price;
  if (quantity !== undefined) message.quantity = quantity;
  return message;
}

export function readCancelOrderRequest(reader: RequestReader, end: number): CancelOrderRequest | undefined {
  let order: OrderReference | undefined;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 10: {
        const value = readOrderReference(reader, reader.message());
        if (value === undefined || order !== undefined) return undefined;
        order = value;
        break;
      }
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  const message: CancelOrderRequest = { $typeName: 'redleaf.v1.CancelOrderRequest' };
  if (order !== undefined) message.order = order;
  return message;
}

export function readCancelAllOrdersRequest(reader: RequestReader, end: number): CancelAllOrdersRequest | undefined {
  let instrumentId = 0;
  let side = 0;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 8: instrumentId = reader.uint32(); break;
      case 16: side = reader.uint32(); break;
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  if (side !== 0 && side !== 1 && side !== 2) return undefined;
  return { $typeName: 'redleaf.v1.CancelAllOrdersRequest', instrumentId, side };
}

export function readOrderCommand(reader: RequestReader, end: number): OrderCommand | undefined {
  let command: OrderCommand['command'] | undefined;
  while (reader.position < end) {
    switch (reader.tag()) {
      case 10: {
        const value = readPlaceOrderRequest(reader, reader.message());
        if (value === undefined || command !== undefined) return undefined;
        command = { case: 'place', value };
        break;
      }
      case 18: {
        const value = readAmendOrderRequest(reader, reader.message());
        if (value === undefined || command !== undefined) return undefined;
        command = { case: 'amend', value };
        break;
      }
      case 26: {
        const value = readCancelOrderRequest(reader, reader.message());
        if (value === undefined || command !== undefined) return undefined;
        command = { case: 'cancel', value };
        break;
      }
      case 34: {
        const value = readCancelAllOrdersRequest(reader, reader.message());
        if (value === undefined || command !== undefined) return undefined;
        command = { case: 'cancelAll', value };
        break;
      }
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  return { $typeName: 'redleaf.v1.OrderCommand', command: command ?? { case: undefined } };
}

export function readOrderEntryRequest(reader: RequestReader, end: number): OrderEntryRequest | undefined {
  const commands: OrderCommand[] = [];
  while (reader.position < end) {
    switch (reader.tag()) {
      case 10: {
        const value = readOrderCommand(reader, reader.message());
        if (value === undefined) return undefined;
        commands.push(value);
        break;
      }
      default: return undefined;
    }
  }
  if (reader.position !== end) return undefined;
  return { $typeName: 'redleaf.v1.OrderEntryRequest', commands };
}

export function writeFill(wire: WireWriter, from: Fill): void {
  wire.reserve();
  wire.uint(8, from.tradeId);
  wire.uint(16, from.price);
  wire.uint(24, from.quantity);
  wire.uint(32, from.makerOrderId);
}

export function writePlaceOrderResponse(wire: WireWriter, from: Placed, epoch: bigint): void {
  wire.reserve();
  wire.uint(8, from.orderId);
  wire.text(18, from.clientOrderId);
  wire.uint(24, from.orderStatus);
  wire.uint(32, from.leavesQuantity);
  wire.uint(40, from.cumQuantity);
  wire.uint(48, from.canceledQuantity);
  for (const item of from.fills) {
    const start = wire.open(58);
    writeFill(wire, item);
    wire.close(start);
  }
  wire.uint64(64, from.transactTimeNs);
  wire.uint(72, from.sequence);
  wire.uint(80, from.fillCount);
  wire.bool(88, from.isRepeat);
  if (from.cancelReason !== undefined) {
    wire.uint(96, from.cancelReason);
  }
  wire.uint64(120, epoch);
}

export function writeAmendOrderResponse(wire: WireWriter, from: Amended, epoch: bigint): void {
  wire.reserve();
  wire.uint(8, from.orderId);
  wire.text(18, from.clientOrderId);
  wire.uint(24, from.orderStatus);
  wire.uint(32, from.price);
  wire.uint(40, from.quantity);
  wire.uint(48, from.leavesQuantity);
  wire.uint(56, from.cumQuantity);
  wire.bool(64, from.priorityKept);
  for (const item of from.fills) {
    const start = wire.open(74);
    writeFill(wire, item);
    wire.close(start);
  }
  wire.uint64(80, from.transactTimeNs);
  wire.uint(88, from.sequence);
  wire.uint(96, from.fillCount);
  wire.uint(104, from.canceledQuantity);
  if (from.cancelReason !== undefined) {
    wire.uint(112, from.cancelReason);
  }
  wire.uint64(120, epoch);
}

export function writeCancelOrderResponse(wire: WireWriter, from: Canceled, epoch: bigint): void {
  wire.reserve();
  wire.uint(8, from.orderId);
  wire.text(18, from.clientOrderId);
  wire.uint(24, from.orderStatus);
  wire.uint(32, from.cumQuantity);
  wire.uint(40, from.canceledQuantity);
  wire.uint64(48, from.transactTimeNs);
  wire.uint(56, from.sequence);
  wire.uint64(120, epoch);
}

export function writeCancelAllOrdersResponse(wire: WireWriter, from: AllCanceled, epoch: bigint): void {
  wire.reserve();
  wire.uint(8, from.canceledOrderCount);
  wire.uint64(16, from.transactTimeNs);
  wire.uint(24, from.sequence);
  wire.uint64(120, epoch);
}

export function writeCommandRefusal(wire: WireWriter, from: Refusal, code: number): void {
  wire.reserve();
  wire.uint32(8, code);
  wire.text(18, from.reason);
  wire.text(26, from.message);
  if (from.field !== undefined) {
    wire.text(34, from.field);
  }
  if (from.metadata !== undefined) {
    for (const [key, value] of Object.entries(from.metadata)) {
      const start = wire.open(42);
      wire.presentText(10, key);
      wire.presentText(18, value);
      wire.close(start);
    }
  }
}

export function writeOrder(wire: WireWriter, from: Order, partyId: string, averagePrice: number, orderStatus: number): void {
  wire.reserve();
  wire.uint(8, from.orderId);
  wire.text(18, from.terms.clientOrderId);
  wire.uint32(24, from.terms.instrumentId);
  wire.text(34, partyId);
  wire.uint(40, from.terms.side);
  wire.uint(48, from.terms.orderType);
  wire.uint(56, from.terms.timeInForce);
  wire.uint(64, from.terms.price);
  wire.uint(72, from.terms.quantity);
  wire.uint(80, from.progress.leavesQuantity);
  wire.uint(88, from.progress.cumQuantity);
  wire.uint(96, from.progress.canceledQuantity);
  wire.double(105, averagePrice);
  wire.uint(112, orderStatus);
  wire.uint64(120, from.progress.acceptTimeNs);
  wire.uint64(128, from.progress.transactTimeNs);
  if (from.terms.postOnly !== undefined) {
    wire.bool(136, from.terms.postOnly);
  }
  if (from.terms.expireTimeNs !== undefined) {
    wire.uint64(144, from.terms.expireTimeNs);
  }
  if (from.progress.cancelReason !== undefined) {
    wire.uint(152, from.progress.cancelReason);
  }
}

export function writeExecutionReport(wire: WireWriter, from: ExecutionRecord, execId: number, partyId: string, averagePrice: number, orderStatus: number, isMaker: boolean): void {
  wire.reserve();
  wire.uint(8, execId);
  wire.uint(16, from.sequence);
  wire.uint(24, from.execType);
  const orderStart = wire.open(34);
  writeOrder(wire, from, partyId, averagePrice, orderStatus);
  wire.close(orderStart);
  wire.uint(40, from.trade?.tradeId ?? 0);
  wire.uint(48, from.trade?.price ?? 0);
  wire.uint(56, from.trade?.quantity ?? 0);
  wire.bool(64, isMaker);
  if (from.cancelReason !== undefined) {
    wire.uint(72, from.cancelReason);
  }
}

export function writePosition(wire: WireWriter, from: ValuedPosition, averageBoughtPrice: number, averageSoldPrice: number, partyId: string, averagePrice: number, realizedPnl: number | bigint, unrealizedPnl: number | bigint | undefined): void {
  wire.reserve();
  wire.uint32(8, from.position.instrumentId);
  wire.digits(18, from.position.netQuantity);
  wire.digits(26, from.position.boughtQuantity);
  wire.digits(34, from.position.soldQuantity);
  wire.digits(42, from.position.boughtNotional);
  wire.digits(50, from.position.soldNotional);
  wire.double(57, averageBoughtPrice);
  wire.double(65, averageSoldPrice);
  wire.text(74, partyId);
  wire.double(81, averagePrice);
  wire.digits(90, from.position.openNotional);
  wire.digits(98, realizedPnl);
  if (unrealizedPnl !== undefined) {
    wire.digits(106, unrealizedPnl);
  }
  if (from.lastPrice !== undefined) {
    wire.uint(112, from.lastPrice);
  }
  wire.uint(120, from.position.sequence);
}

export function writeQueuePosition(wire: WireWriter, from: QueuePlace): void {
  wire.reserve();
  wire.uint(8, from.orderId);
  wire.uint32(16, from.ordersAhead);
  wire.digits(26, from.quantityAhead);
}

