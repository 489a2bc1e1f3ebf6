import type { IncomingOrder } from '../incoming-order.ts';

/** A post-only order never takes: it is canceled where it would trade, on entry and when an amended one enters again. */
export function mustNotTrade({ isPostOnly }: IncomingOrder): boolean {
  return isPostOnly;
}
