import type { ImportedPosition } from '../domain/imported-position.ts';
import { Side } from '../domain/order.ts';
import { add, multiply, proportion, type Sum, subtract, toSum } from './sum.ts';

/** Totals of a party's trades in one instrument, in minor units. Notionals are in minor units of price × quantity. */
export interface Position {
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly boughtQuantity: Sum;
  readonly soldQuantity: Sum;
  readonly boughtNotional: Sum;
  readonly soldNotional: Sum;
  /** Bought minus sold. */
  readonly netQuantity: Sum;
  /** Cost of the open part. For a short position, its proceeds as a negative number. */
  readonly openNotional: Sum;
  /** Sequence of the last event that changed it. */
  readonly sequence: number;
}

/** A position that changes in place. */
export type ChangingPosition = { -readonly [Key in keyof Position]: Position[Key] };

export function newPosition(partyNumber: number, instrumentId: number): ChangingPosition {
  return {
    partyNumber,
    instrumentId,
    boughtQuantity: 0,
    soldQuantity: 0,
    boughtNotional: 0,
    soldNotional: 0,
    netQuantity: 0,
    openNotional: 0,
    sequence: 0,
  };
}

/** An imported position. The trades that opened it are unknown, so its open part has the average cost of its side. */
export function positionOf(imported: ImportedPosition, sequence: number): ChangingPosition {
  const position = newPosition(imported.partyNumber, imported.instrumentId);
  position.boughtQuantity = toSum(imported.boughtQuantity);
  position.soldQuantity = toSum(imported.soldQuantity);
  position.boughtNotional = toSum(imported.boughtNotional);
  position.soldNotional = toSum(imported.soldNotional);
  const net = subtract(position.boughtQuantity, position.soldQuantity);
  position.netQuantity = net;
  if (net > 0) position.openNotional = proportion(position.boughtNotional, net, position.boughtQuantity);
  if (net < 0)
    position.openNotional = proportion(
      multiply(position.soldNotional, -1),
      multiply(net, -1),
      position.soldQuantity,
    );
  position.sequence = sequence;
  return position;
}

export function addFill(
  position: ChangingPosition,
  side: Side,
  price: number,
  quantity: number,
  sequence: number,
): void {
  const notional = multiply(price, quantity);
  if (side === Side.Buy) {
    position.boughtQuantity = add(position.boughtQuantity, quantity);
    position.boughtNotional = add(position.boughtNotional, notional);
  } else {
    position.soldQuantity = add(position.soldQuantity, quantity);
    position.soldNotional = add(position.soldNotional, notional);
  }
  const change = side === Side.Buy ? quantity : -quantity;
  const net = add(position.netQuantity, change);
  position.openNotional = openAfter(position, change, net, price);
  position.netQuantity = net;
  position.sequence = sequence;
}

/** Profit of all trades without the open part. */
export function realizedOf({ boughtNotional, soldNotional, openNotional }: Position): Sum {
  return add(subtract(soldNotional, boughtNotional), openNotional);
}

/**
 * Profit of closing the open part at a price. Realized and unrealized profit are together exactly the sold notional minus the bought
 * one, plus the open part at that price.
 */
export function unrealizedOf({ netQuantity, openNotional }: Position, price: number): Sum {
  return subtract(multiply(netQuantity, price), openNotional);
}

/** Average cost: the closed part releases its share of the cost, rounded, and the rest keeps what remains. */
function openAfter(before: Position, change: number, net: Sum, price: number): Sum {
  const { netQuantity, openNotional } = before;
  const wasLong = netQuantity > 0;
  if (netQuantity === 0 || wasLong === change > 0) return add(openNotional, multiply(price, change));
  if (net === 0) return 0;
  // The trade crosses zero: it closes the whole position, and its rest opens a new one at this price.
  if (net > 0 !== wasLong) return multiply(price, net);
  const whole = wasLong ? netQuantity : multiply(netQuantity, -1);
  return subtract(openNotional, proportion(openNotional, Math.abs(change), whole));
}
