import { z } from 'zod';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID, MAX_PRICE, MAX_QUANTITY } from '../domain/limits.ts';
import { Side } from '../domain/order.ts';
import { ORDER_KINDS } from '../domain/order-kind.ts';
import type { OrderProgress } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import { checkPlace } from '../exchange/checks.ts';
import { partyId, timestamp, whole } from './fields.ts';
import type { Fills } from './read-trades.ts';

/** The fields of an order that both the seed and we write. */
export const seedOrder = z.object({
  order_id: whole(1, MAX_ORDER_ID),
  party_id: partyId,
  side: z.enum(['BUY', 'SELL']),
  order_type: z.enum(['GTC', 'IOC', 'MARKET']),
  price_cents: whole(0, MAX_PRICE),
  quantity: whole(1, MAX_QUANTITY),
  timestamp,
  cancelled: z.boolean(),
  /** The seed counts some fills twice. */
  filled_quantity: whole(0, Number.MAX_SAFE_INTEGER),
});
type SeedOrder = z.output<typeof seedOrder>;

/** What became of an order of the seed's, as far as its documents agree, and what they contradict. */
interface Read {
  readonly progress?: OrderProgress;
  readonly finding?: string;
}

/** An order among the seed's live ones. Its trades count: its documents are not updated, or count some fills twice. */
export function readOpenSeedOrder(order: SeedOrder, fills: Fills, instrument: Instrument): Read {
  const problem = openProblem(order, fills, instrument);
  if (problem !== undefined) return { finding: `${problem}: not imported as open` };
  const left = order.quantity - fills.quantity;
  const progress = progressOf(order, fills, left, 0);
  if (order.filled_quantity === fills.quantity) return { progress };
  return { progress, finding: `${disagreement(order, fills)}: ${left} of ${order.quantity} are open` };
}

/** Any other order of the seed's: the quantity that its trades have not filled is canceled. */
export function readClosedSeedOrder(order: SeedOrder, fills: Fills): Read {
  const left = order.quantity - fills.quantity;
  if (left < 0) return { finding: `its trades come to ${fills.quantity} of ${order.quantity}: not imported` };
  const progress = progressOf(order, fills, 0, left);
  if (order.order_type !== 'GTC' || order.cancelled || left === 0) return { progress };
  return {
    progress,
    finding: `${left} of ${order.quantity} are neither traded nor cancelled, and it is not open here: imported as cancelled`,
  };
}

/** Why an order among the seed's live ones cannot be open. */
function openProblem(order: SeedOrder, fills: Fills, instrument: Instrument): string | undefined {
  const { order_type, cancelled, filled_quantity, quantity } = order;
  if (order_type !== 'GTC') return `is ${order_type}, which never rests`;
  if (cancelled) return 'is cancelled';
  if (fills.quantity >= quantity) return `its trades come to ${fills.quantity} of ${quantity}`;
  // The seed counts what an order took when it came in a second time when it rests.
  if (filled_quantity > fills.quantity && filled_quantity !== fills.quantity + fills.taken) {
    return disagreement(order, fills);
  }
  return checkPlace(termsOf(order), instrument, 0n)?.message;
}

function disagreement({ filled_quantity }: SeedOrder, { quantity }: Fills): string {
  return `filled_quantity is ${filled_quantity} and its trades come to ${quantity}`;
}

function progressOf(order: SeedOrder, fills: Fills, leaves: number, canceled: number): OrderProgress {
  return {
    leavesQuantity: leaves,
    cumQuantity: fills.quantity,
    canceledQuantity: canceled,
    notional: fills.notional,
    acceptTimeNs: order.timestamp,
    // The seed does not store when an order last changed.
    transactTimeNs: order.timestamp,
  };
}

/** Its terms, apart from who trades what: an instrument checks only the others. */
function termsOf({ side, price_cents, quantity }: SeedOrder): OrderTerms {
  return {
    partyNumber: 0,
    instrumentId: 0,
    side: side === 'BUY' ? Side.Buy : Side.Sell,
    ...ORDER_KINDS.GTC,
    price: price_cents,
    quantity,
    clientOrderId: '',
  };
}
