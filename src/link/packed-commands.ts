import { deserialize, serialize } from 'node:v8';
import type { Command, OrderReference } from '../domain/command.ts';
import { knownValues } from '../domain/known-value.ts';
import { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { PackedReader } from './packed-reader.ts';
import type { PackedWriter } from './packed-writer.ts';

/** Commands that come often have a form of their own. The others are cloned as they are. */
const Form = { Place: 1, Amend: 2, Cancel: 3, CancelAll: 4, Other: 5 } as const;

const toSide = knownValues(Side, 'side');
const toOrderType = knownValues(OrderType, 'order type');
const toTimeInForce = knownValues(TimeInForce, 'time in force');

export function writeCommand(packed: PackedWriter, command: Command): void {
  switch (command.kind) {
    case 'place':
      packed.byte(Form.Place);
      writeTerms(packed, command.terms);
      break;
    case 'amend':
      packed.byte(Form.Amend);
      packed.number(command.partyNumber);
      writeReference(packed, command.order);
      writeOptional(packed, command.price);
      writeOptional(packed, command.quantity);
      break;
    case 'cancel':
      packed.byte(Form.Cancel);
      packed.number(command.partyNumber);
      writeReference(packed, command.order);
      break;
    case 'cancelAll':
      packed.byte(Form.CancelAll);
      packed.number(command.partyNumber);
      packed.number(command.instrumentId);
      packed.byte(command.side ?? 0);
      break;
    default:
      packed.byte(Form.Other);
      packed.bytes(serialize(command));
  }
}

export function readCommand(packed: PackedReader): Command {
  switch (packed.byte()) {
    case Form.Place:
      return { kind: 'place', terms: readTerms(packed) };
    case Form.Amend:
      return {
        kind: 'amend',
        partyNumber: packed.number(),
        order: readReference(packed),
        price: readOptional(packed),
        quantity: readOptional(packed),
      };
    case Form.Cancel:
      return { kind: 'cancel', partyNumber: packed.number(), order: readReference(packed) };
    case Form.CancelAll:
      return {
        kind: 'cancelAll',
        partyNumber: packed.number(),
        instrumentId: packed.number(),
        side: readSide(packed),
      };
    default:
      return deserialize(packed.bytes());
  }
}

export function writeReference(packed: PackedWriter, order: OrderReference): void {
  const hasId = 'orderId' in order;
  packed.boolean(hasId);
  if (hasId) packed.number(order.orderId);
  else packed.text(order.clientOrderId);
}

export function readReference(packed: PackedReader): OrderReference {
  return packed.boolean() ? { orderId: packed.number() } : { clientOrderId: packed.text() };
}

function writeTerms(packed: PackedWriter, terms: OrderTerms): void {
  packed.number(terms.partyNumber);
  packed.number(terms.instrumentId);
  packed.byte(terms.side);
  packed.byte(terms.orderType);
  packed.byte(terms.timeInForce);
  packed.number(terms.price);
  packed.number(terms.quantity);
  packed.text(terms.clientOrderId);
  packed.boolean(terms.postOnly === true);
  packed.boolean(terms.expireTimeNs !== undefined);
  if (terms.expireTimeNs !== undefined) packed.bigint(terms.expireTimeNs);
}

function readTerms(packed: PackedReader): OrderTerms {
  const terms = {
    partyNumber: packed.number(),
    instrumentId: packed.number(),
    side: toSide(packed.byte()),
    orderType: toOrderType(packed.byte()),
    timeInForce: toTimeInForce(packed.byte()),
    price: packed.number(),
    quantity: packed.number(),
    clientOrderId: packed.text(),
  };
  const postOnly = packed.boolean();
  const expireTimeNs = packed.boolean() ? packed.bigint() : undefined;
  // As most orders: without another copy.
  if (!postOnly && expireTimeNs === undefined) return terms;
  return {
    ...terms,
    ...(postOnly && { postOnly }),
    ...(expireTimeNs !== undefined && { expireTimeNs }),
  };
}

function readSide(packed: PackedReader): Side | undefined {
  const side = packed.byte();
  return side === 0 ? undefined : toSide(side);
}

function writeOptional(packed: PackedWriter, value: number | undefined): void {
  packed.boolean(value !== undefined);
  if (value !== undefined) packed.number(value);
}

function readOptional(packed: PackedReader): number | undefined {
  return packed.boolean() ? packed.number() : undefined;
}
