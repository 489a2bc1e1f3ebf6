import { z } from 'zod';
import type { PlaceOrder } from '../domain/command.ts';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID, MAX_PRICE, MAX_QUANTITY } from '../domain/limits.ts';
import { Side } from '../domain/order.ts';
import { ORDER_KINDS } from '../domain/order-kind.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import { checkPlace } from '../exchange/checks.ts';
import { partyId, timestamp, whole } from './fields.ts';
import type { Fills } from './read-trades.ts';

/** What the seed writes of an order, and we do too. */
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

/** What changes in the life of an order. */
export type Progress = Pick<
  OrderSnapshot,
  'leavesQuantity' | 'cumQuantity' | 'canceledQuantity' | 'notional' | 'transactTimeNs' | 'clientOrderId'
>;

/** An order of the seed's as far as it can be told, and what does not add up. */
interface Read {
  readonly progress?: Progress;
  readonly finding?: string;
}

/** An order among the seed's live ones. Its trades count: what its documents say is not updated there, or counted twice. */
export function readOpenSeedOrder(order: SeedOrder, fills: Fills, instrument: Instrument): Read {
  const problem = openProblem(order, fills, instrument);
  if (problem !== undefined) return { finding: `${problem}: not imported as open` };
  const left = order.quantity - fills.quantity;
  const progress = progressOf(order, fills, left, 0);
  if (order.filled_quantity === fills.quantity) return { progress };
  return { progress, finding: `${disagreement(order, fills)}: ${left} of ${order.quantity} are open` };
}

/** Any other order of the seed's: what its trades have not filled is canceled. */
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
  // There, what it took when it came in is counted a second time when it rests.
  if (filled_quantity > fills.quantity && filled_quantity !== fills.quantity + fills.taken) {
    return disagreement(order, fills);
  }
  return checkPlace(commandOf(order), instrument)?.message;
}

function disagreement({ filled_quantity }: SeedOrder, { quantity }: Fills): string {
  return `filled_quantity is ${filled_quantity} and its trades come to ${quantity}`;
}

function progressOf(order: SeedOrder, fills: Fills, leaves: number, canceled: number): Progress {
  return {
    ...{ leavesQuantity: leaves, cumQuantity: fills.quantity, canceledQuantity: canceled },
    notional: fills.notional,
    // The seed does not tell when an order last changed, and knows no names of clients for orders.
    transactTimeNs: order.timestamp,
    clientOrderId: '',
  };
}

function commandOf({ side, price_cents, quantity }: SeedOrder): PlaceOrder {
  return {
    kind: 'place',
    ...{ partyNumber: 0, instrumentId: 0, clientOrderId: '' },
    side: side === 'BUY' ? Side.Buy : Side.Sell,
    ...ORDER_KINDS.GTC,
    ...{ price: price_cents, quantity },
  };
}
