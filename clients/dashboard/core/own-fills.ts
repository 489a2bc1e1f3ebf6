import { type OrderFill, SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import type { Order, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Api } from './api.ts';
import type { Page } from './pages.ts';

/** What one trade was to one order of the party. */
export interface OwnFill {
  readonly execId: bigint;
  readonly orderId: bigint;
  readonly tradeId: bigint;
  readonly instrumentId: number;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  readonly isMaker: boolean;
  readonly timeNs: bigint;
}

const PAGE_SIZE = 500;
/** Of the party's fills in the order's lifetime: one that was open for weeks is not searched through for ever. */
const PAGES_READ = 20;

/** A page of the party's fills, the newest first. */
export async function listFills(
  { history }: Pick<Api, 'history'>,
  pageToken: string,
  signal: AbortSignal,
): Promise<Page<OwnFill>> {
  const request = { sortOrder: SortOrder.NEWEST_FIRST, pageSize: PAGE_SIZE, pageToken };
  const { fills, nextPageToken } = await history.listFills(request, { signal });
  return { items: fills.flatMap(ownFill), nextPageToken };
}

/** The fills of one order, the oldest first: read from the order's lifetime until they come to what it has traded. */
export async function fillsOfOrder(
  { history }: Pick<Api, 'history'>,
  { orderId, instrumentId, acceptTimeNs, transactTimeNs, cumQuantity }: Order,
  signal: AbortSignal,
): Promise<readonly OwnFill[]> {
  const found: OwnFill[] = [];
  let pageToken = '';
  let traded = 0n;
  for (let page = 0; page < PAGES_READ && traded < cumQuantity; page += 1) {
    const lifetime = { fromTimeNs: acceptTimeNs, toTimeNs: transactTimeNs + 1n };
    const request = { ...lifetime, instrumentId, pageSize: PAGE_SIZE, pageToken };
    const answer = await history.listFills(request, { signal });
    for (const fill of answer.fills.flatMap(ownFill)) {
      if (fill.orderId !== orderId) continue;
      found.push(fill);
      traded += BigInt(fill.quantity);
    }
    pageToken = answer.nextPageToken;
    if (pageToken === '') break;
  }
  return found;
}

export function ownFill({ execId, orderId, side, isMaker, trade }: OrderFill): readonly OwnFill[] {
  if (trade === undefined) return [];
  const { tradeId, instrumentId, price, quantity, transactTimeNs } = trade;
  const numbers = { price: Number(price), quantity: Number(quantity), timeNs: transactTimeNs };
  return [{ execId, orderId, tradeId, instrumentId, side, isMaker, ...numbers }];
}
