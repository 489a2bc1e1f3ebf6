import type { ImportedPosition } from '../domain/imported-position.ts';
import { Side } from '../domain/order.ts';
import { add, multiply, proportion, type Sum, subtract } from './sum.ts';

/** What a party has traded in one instrument, in minor units. Notionals are in those of price × quantity. */
export interface Position {
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly boughtQuantity: Sum;
  readonly soldQuantity: Sum;
  readonly boughtNotional: Sum;
  readonly soldNotional: Sum;
  /** Bought less sold. */
  readonly netQuantity: Sum;
  /** What the open part was bought for; what it was sold for, below 0, when more was sold than bought. */
  readonly openNotional: Sum;
  /** The event that changed it last. */
  readonly sequence: number;
}

/** One that changes in place. */
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

/** One that was brought over: which trades opened it is not known, so its open part cost the average of its side. */
export function positionOf(
  { boughtNotional, soldNotional, ...imported }: ImportedPosition,
  sequence: number,
): ChangingPosition {
  const position = newPosition(imported.partyNumber, imported.instrumentId);
  position.boughtQuantity = imported.boughtQuantity;
  position.soldQuantity = imported.soldQuantity;
  position.boughtNotional = add(boughtNotional, 0);
  position.soldNotional = add(soldNotional, 0);
  const net = subtract(imported.boughtQuantity, imported.soldQuantity);
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

/** What all trades have earned but for the open part. */
export function realizedOf({ boughtNotional, soldNotional, openNotional }: Position): Sum {
  return add(subtract(soldNotional, boughtNotional), openNotional);
}

/** What the open part would earn at a price. Realized and unrealized are exactly what was sold less what was bought, and the open part at the price. */
export function unrealizedOf({ netQuantity, openNotional }: Position, price: number): Sum {
  return subtract(multiply(netQuantity, price), openNotional);
}

/** Average cost: what is closed takes its share of the cost with it, rounded; the rest keeps what remains. */
function openAfter(before: Position, change: number, net: Sum, price: number): Sum {
  const { netQuantity, openNotional } = before;
  const wasLong = netQuantity > 0;
  if (netQuantity === 0 || wasLong === change > 0) return add(openNotional, multiply(price, change));
  if (net === 0) return 0;
  // Through zero: all of it is closed, and the rest opened at this price.
  if (net > 0 !== wasLong) return multiply(price, net);
  const whole = wasLong ? netQuantity : multiply(netQuantity, -1);
  return subtract(openNotional, proportion(openNotional, Math.abs(change), whole));
}
