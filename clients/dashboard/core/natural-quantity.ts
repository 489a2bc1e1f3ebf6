import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Sides } from './book.ts';
import { groupedText } from './decimal.ts';

/** What a percentage of the ticket is of. An exchange without balances knows no buying power. */
export interface NaturalQuantity {
  /** In minor units; 0 when there is nothing to take a part of. */
  readonly quantity: bigint;
  readonly text: string;
}

type Facts = Pick<Instrument, 'priceScale' | 'quantityScale'>;

/** The open position for an order that closes it; else what rests at the best price of the other side. */
export function naturalQuantity(
  side: Side,
  netQuantity: bigint,
  sides: Sides | undefined,
  { priceScale, quantityScale }: Facts,
): NaturalQuantity {
  const closes = side === Side.BUY ? netQuantity < 0n : netQuantity > 0n;
  if (closes) {
    const quantity = netQuantity < 0n ? -netQuantity : netQuantity;
    const held = `${netQuantity < 0n ? 'short' : 'long'} ${groupedText(quantity, quantityScale)}`;
    return { quantity, text: `of the position, ${held}: 100 % closes it` };
  }
  const best = side === Side.BUY ? sides?.asks[0] : sides?.bids[0];
  const name = side === Side.BUY ? 'ask' : 'bid';
  if (best === undefined) return { quantity: 0n, text: `of the best ${name}: there is none` };
  const rests = `${groupedText(best.quantity, quantityScale)} at ${groupedText(best.price, priceScale)}`;
  return { quantity: best.quantity, text: `of the best ${name}, ${rests}` };
}

/** A part in whole lots, rounded down: at least one lot, at most what an order can have. */
export function partOf(
  quantity: bigint,
  percent: number,
  { lotSize, maxQuantity }: Pick<Instrument, 'lotSize' | 'maxQuantity'>,
): number {
  const lots = ((quantity / lotSize) * BigInt(percent)) / 100n;
  const maxLots = maxQuantity / lotSize;
  const atLeastOne = lots > 0n ? lots : 1n;
  return Number((atLeastOne < maxLots ? atLeastOne : maxLots) * lotSize);
}

/** What a party holds once all of an order has traded: below 0 when more was sold than bought. */
export function netAfter(
  netQuantity: bigint,
  { side, quantity }: { readonly side: Side; readonly quantity: number },
): bigint {
  return side === Side.BUY ? netQuantity + BigInt(quantity) : netQuantity - BigInt(quantity);
}
