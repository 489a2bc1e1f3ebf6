import { Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { millisecondsOf } from '../../core/time.ts';
import { type Point, periodAt } from './points.ts';

/** What the party traded on one side in one period. */
export interface FillMark {
  /** Of the period. */
  readonly openMs: number;
  readonly side: Side;
  readonly quantity: number;
  readonly count: number;
}

/** In order of time; at the same time what was bought comes first. */
export function fillMarks(
  fills: readonly OwnFill[],
  instrumentId: number,
  points: readonly Point[],
): readonly FillMark[] {
  const marks = new Map<string, FillMark>();
  for (const fill of fills) {
    if (fill.instrumentId !== instrumentId) continue;
    const period = periodAt(points, millisecondsOf(fill.timeNs));
    const openMs = period === undefined ? undefined : points[period]?.openMs;
    if (openMs === undefined) continue;
    const key = `${openMs} ${fill.side}`;
    const { quantity, count } = marks.get(key) ?? { quantity: 0, count: 0 };
    marks.set(key, { openMs, side: fill.side, quantity: quantity + fill.quantity, count: count + 1 });
  }
  return [...marks.values()].sort((a, b) => a.openMs - b.openMs || rank(a) - rank(b));
}

function rank({ side }: FillMark): number {
  return side === Side.BUY ? 0 : 1;
}
