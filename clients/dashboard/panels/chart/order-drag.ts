import type { Order } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { OwnOrder } from '../../core/account.ts';
import { hasLimit } from '../../core/ticket.ts';

/** An order that is being moved to another price. */
export interface Drag {
  readonly orderId: bigint;
  /** Where it is to be, in minor units. */
  readonly price: number;
  readonly phase: /** In the hand. */
    | 'moving'
    /** Let go; the user is asked whether it is meant. */
    | 'asking'
    /** The exchange is asked. */
    | 'sent';
}

/** A line of the chart. */
export interface OrderLine {
  /** Names it among the lines. */
  readonly key: string;
  readonly order: Order;
  readonly price: number;
  /** The exchange has not answered yet. */
  readonly isHollow: boolean;
  /** It can be moved and crossed off. */
  readonly isFree: boolean;
  readonly drag: Drag | undefined;
}

/** Open orders of one instrument that have a price. */
export function orderLines(
  own: readonly OwnOrder[],
  instrumentId: number,
  drag: Drag | undefined,
): readonly OrderLine[] {
  return own
    .filter(({ order }) => order.instrumentId === instrumentId && hasLimit(order.orderType))
    .map(({ order, pending }) => {
      const isMoved = pending !== 'placing' && drag?.orderId === order.orderId;
      return {
        key: pending === 'placing' ? order.clientOrderId : String(order.orderId),
        order,
        price: Number(order.price),
        isHollow: pending !== undefined,
        isFree: pending === undefined,
        drag: isMoved ? drag : undefined,
      };
    });
}

/** What is left of a drag after the orders have changed: nothing, when its order is gone, or is where it was to be. */
export function afterOrders(drag: Drag | undefined, own: readonly OwnOrder[]): Drag | undefined {
  if (drag === undefined) return undefined;
  const order = own.find(({ order: { orderId } }) => orderId === drag.orderId)?.order;
  const isDone = order === undefined || (drag.phase === 'sent' && Number(order.price) === drag.price);
  return isDone ? undefined : drag;
}

const TAG_PX = 20;

/** How far tags stand to the left, in steps, so that those at nearly the same height do not cover each other. */
export function tagSteps(heights: readonly number[]): readonly number[] {
  const steps = heights.map(() => 0);
  const fromTop = heights
    .map((height, index) => ({ height, index }))
    .sort((a, b) => a.height - b.height || a.index - b.index);
  for (const [rank, { height, index }] of fromTop.entries()) {
    const taken = new Set(
      fromTop
        .slice(0, rank)
        .filter((above) => height - above.height < TAG_PX)
        .map((above) => steps[above.index]),
    );
    let step = 0;
    while (taken.has(step)) step += 1;
    steps[index] = step;
  }
  return steps;
}
