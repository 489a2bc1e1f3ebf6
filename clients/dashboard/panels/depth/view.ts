import type { Level, Sides } from '../../core/book.ts';

/** A price, and all that can be traded up to it. */
export interface DepthStep {
  readonly price: number;
  readonly total: bigint;
  /** Sum of price × quantity, in minor units of both: what all of it costs or brings. */
  readonly value: bigint;
}

export interface DepthView {
  /** From the best price down. */
  readonly bids: readonly DepthStep[];
  /** From the best price up. */
  readonly asks: readonly DepthStep[];
  /** Prices at the edges. */
  readonly low: number;
  readonly high: number;
  /** Undefined while a side is empty. */
  readonly mid: number | undefined;
  /** The largest total in sight. */
  readonly most: number;
}

/** Of a side's total. */
const USUAL_SHARE = 0.75;
const MARGIN = 1.75;
const EDGE = 1.1;

/**
 * Undefined while there is nothing to see.
 *
 * @param zoom 1 shows most of what rests on each side, half of it goes half as far; at most all that is known is shown.
 */
export function depthView(sides: Sides | undefined, zoom: number, tick: number): DepthView | undefined {
  const bestBid = sides?.bids[0]?.price;
  const bestAsk = sides?.asks[0]?.price;
  const middle =
    bestBid === undefined || bestAsk === undefined ? (bestBid ?? bestAsk) : (bestBid + bestAsk) / 2;
  if (sides === undefined || middle === undefined) return undefined;
  const bids = stepsOf(sides.bids);
  const asks = stepsOf(sides.asks);
  // Both sides reach as far, so that one can compare them by their looks.
  const distance = ({ price }: DepthStep) => Math.abs(price - middle);
  const farthest = Math.max(
    ...[bids.at(-1), asks.at(-1)].map((step) => (step === undefined ? 0 : distance(step))),
  );
  const usual = Math.max(
    ...[usualEnd(bids), usualEnd(asks)].map((step) => (step === undefined ? 0 : distance(step))),
  );
  const nearest = (bestAsk ?? middle) - middle;
  const reach = Math.max(Math.min(usual * MARGIN * zoom, farthest * EDGE), nearest * 2, tick);
  const [low, high] = [middle - reach, middle + reach];
  const most = Math.max(
    totalAt(bids, (price) => price >= low),
    totalAt(asks, (price) => price <= high),
  );
  const hasMid = bestBid !== undefined && bestAsk !== undefined;
  return { bids, asks, low, high, mid: hasMid ? middle : undefined, most };
}

/** Up to here is most of what rests on a side: a few orders far away must not squeeze all others. */
function usualEnd(steps: readonly DepthStep[]): DepthStep | undefined {
  const most = Number(steps.at(-1)?.total ?? 0) * USUAL_SHARE;
  return steps.find(({ total }) => total >= most);
}

function stepsOf(levels: readonly Level[]): readonly DepthStep[] {
  let total = 0n;
  let value = 0n;
  return levels.map(({ price, quantity }) => {
    total += quantity;
    value += BigInt(price) * quantity;
    return { price, total, value };
  });
}

function totalAt(steps: readonly DepthStep[], isShown: (price: number) => boolean): number {
  return Number(steps.findLast(({ price }) => isShown(price))?.total ?? 0);
}

/** What can be traded up to a price; undefined between the best prices, and where nothing rests. */
export function depthAt(
  view: DepthView,
  price: number,
): (DepthStep & { readonly side: 'buy' | 'sell' }) | undefined {
  const bid = view.bids.findLast((step) => step.price >= price);
  if (bid !== undefined) return { ...bid, side: 'buy' };
  const ask = view.asks.findLast((step) => step.price <= price);
  return ask === undefined ? undefined : { ...ask, side: 'sell' };
}

/** The corners of a side's stairs, from the best price outwards: prices and totals. */
export function stairs(
  steps: readonly DepthStep[],
  edge: number,
): readonly (readonly [price: number, total: number])[] {
  const first = steps[0];
  if (first === undefined) return [];
  let total = 0;
  const corners = steps.flatMap((step) => {
    const before = total;
    total = Number(step.total);
    return [[step.price, before] as const, [step.price, total] as const];
  });
  return [...corners, [edge, total]];
}
