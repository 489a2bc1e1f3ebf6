import { deserialize, serialize } from 'node:v8';
import type { Amended, Canceled, Fill, Placed, Reply } from '../domain/command.ts';
import { knownValues } from '../domain/known-value.ts';
import { CancelReason, OrderStatus } from '../domain/order.ts';
import type { PackedReader } from './packed-reader.ts';
import type { PackedWriter } from './packed-writer.ts';

/** Replies that come often have a form of their own. The others are cloned as they are. */
const Form = { Placed: 1, Amended: 2, Canceled: 3, Other: 4 } as const;

const toStatus = knownValues(OrderStatus, 'order status');
const toReason = knownValues(CancelReason, 'cancel reason');

export function writeReply(packed: PackedWriter, reply: Reply): void {
  switch (reply.kind) {
    case 'placed':
      packed.byte(Form.Placed);
      writeOrder(packed, reply);
      packed.number(reply.leavesQuantity);
      packed.number(reply.canceledQuantity);
      packed.byte(reply.cancelReason ?? 0);
      packed.boolean(reply.isRepeat);
      writeFills(packed, reply);
      break;
    case 'amended':
      packed.byte(Form.Amended);
      writeOrder(packed, reply);
      packed.number(reply.price);
      packed.number(reply.quantity);
      packed.number(reply.leavesQuantity);
      packed.number(reply.canceledQuantity);
      packed.byte(reply.cancelReason ?? 0);
      packed.boolean(reply.priorityKept);
      writeFills(packed, reply);
      break;
    case 'canceled':
      packed.byte(Form.Canceled);
      writeOrder(packed, reply);
      packed.number(reply.canceledQuantity);
      break;
    default:
      packed.byte(Form.Other);
      packed.bytes(serialize(reply));
  }
}

export function readReply(packed: PackedReader): Reply {
  switch (packed.byte()) {
    case Form.Placed:
      return {
        kind: 'placed',
        ...readOrder(packed),
        leavesQuantity: packed.number(),
        canceledQuantity: packed.number(),
        cancelReason: readReason(packed),
        isRepeat: packed.boolean(),
        fillCount: packed.number(),
        fills: readFills(packed),
      };
    case Form.Amended:
      return {
        kind: 'amended',
        ...readOrder(packed),
        price: packed.number(),
        quantity: packed.number(),
        leavesQuantity: packed.number(),
        canceledQuantity: packed.number(),
        cancelReason: readReason(packed),
        priorityKept: packed.boolean(),
        fillCount: packed.number(),
        fills: readFills(packed),
      };
    case Form.Canceled:
      return {
        kind: 'canceled',
        ...readOrder(packed),
        canceledQuantity: packed.number(),
      };
    default:
      return deserialize(packed.bytes());
  }
}

/** The part that all these replies have. */
function writeOrder(packed: PackedWriter, reply: Placed | Amended | Canceled): void {
  packed.number(reply.orderId);
  packed.text(reply.clientOrderId);
  packed.byte(reply.orderStatus);
  packed.number(reply.cumQuantity);
  packed.bigint(reply.transactTimeNs);
  packed.number(reply.sequence);
}

function readOrder(packed: PackedReader) {
  return {
    orderId: packed.number(),
    clientOrderId: packed.text(),
    orderStatus: toStatus(packed.byte()),
    cumQuantity: packed.number(),
    transactTimeNs: packed.bigint(),
    sequence: packed.number(),
  };
}

function writeFills(packed: PackedWriter, { fillCount, fills }: Placed | Amended): void {
  packed.number(fillCount);
  packed.number(fills.length);
  for (const fill of fills) {
    packed.number(fill.tradeId);
    packed.number(fill.price);
    packed.number(fill.quantity);
    packed.number(fill.makerOrderId);
    packed.number(fill.makerPartyNumber);
    packed.number(fill.makerLeavesQuantity);
  }
}

function readFills(packed: PackedReader): readonly Fill[] {
  const fills: Fill[] = [];
  for (let left = packed.number(); left > 0; left--) {
    fills.push({
      tradeId: packed.number(),
      price: packed.number(),
      quantity: packed.number(),
      makerOrderId: packed.number(),
      makerPartyNumber: packed.number(),
      makerLeavesQuantity: packed.number(),
    });
  }
  return fills;
}

function readReason(packed: PackedReader): CancelReason | undefined {
  const reason = packed.byte();
  return reason === 0 ? undefined : toReason(reason);
}
