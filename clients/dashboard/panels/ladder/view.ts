import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { type Order, Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { QueuePosition } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { OwnOrder } from '../../core/account.ts';
import { type Level, type Sides, stepOf } from '../../core/book.ts';
import { decimalText, dimmedDigits, groupedText } from '../../core/decimal.ts';

/** A row of the ladder; one without a level keeps its height. */
export interface LadderRow {
  readonly price: number | undefined;
  readonly priceText: string;
  /** Leading digits that stand back. */
  readonly dimmed: number;
  readonly quantityText: string;
  readonly totalText: string;
  /** The total up to here, as a part of the largest that is shown: 0 to 1. */
  readonly share: number;
  /** What the party has here, as text; empty when nothing. */
  readonly ownText: string;
  /** Those of them that the exchange has, and nothing is under way with. */
  readonly ownOrders: readonly Order[];
  /** Where the first own order here stands in its queue, `#1` when it trades next; empty when nothing is mine, or it is not known. */
  readonly rankText: string;
  /** What trades before the first own order here, in words; empty as `rankText`. */
  readonly placeText: string;
  readonly isLast: boolean;
  /** Its quantity is another than in the view before. */
  readonly hasChanged: boolean;
}

export interface LadderView {
  /** From the highest price down to the best; always as many as asked for. */
  readonly asks: readonly LadderRow[];
  /** From the best price down. */
  readonly bids: readonly LadderRow[];
  /** Or that there is none. */
  readonly spreadText: string;
  readonly midText: string;
}

interface Options {
  readonly sides: Sides | undefined;
  /** What was shown before, of the same book. */
  readonly before: Sides | undefined;
  readonly own: readonly OwnOrder[];
  readonly lastPrice: number | undefined;
  /** 0 for levels as they are. */
  readonly grouping: number;
  readonly rowsPerSide: number;
  readonly instrument: Instrument;
}

const EMPTY_ROW: LadderRow = {
  price: undefined,
  priceText: '',
  dimmed: 0,
  quantityText: '',
  totalText: '',
  share: 0,
  ownText: '',
  ownOrders: [],
  rankText: '',
  placeText: '',
  isLast: false,
  hasChanged: false,
};

export function ladderView(options: Options): LadderView {
  const { sides, rowsPerSide, instrument } = options;
  const bids = (sides?.bids ?? []).slice(0, rowsPerSide);
  const asks = (sides?.asks ?? []).slice(0, rowsPerSide);
  const largest = Math.max(1, Number(totalOf(bids)), Number(totalOf(asks)));
  const bestBid = bids[0]?.price;
  const bestAsk = asks[0]?.price;
  // The same digits stand back on both sides.
  const dimmed =
    bestBid === undefined || bestAsk === undefined
      ? 0
      : dimmedDigits(
          decimalText(bestAsk, instrument.priceScale),
          decimalText(bestBid, instrument.priceScale),
        );
  const rows = (levels: readonly Level[], side: 'bid' | 'ask') =>
    rowsOf(levels, side, { ...options, largest, dimmed });
  const hasSpread = bestBid !== undefined && bestAsk !== undefined;
  return {
    asks: padded(rows(asks, 'ask'), rowsPerSide).reverse(),
    bids: padded(rows(bids, 'bid'), rowsPerSide),
    spreadText: hasSpread
      ? `spread ${decimalText(bestAsk - bestBid, instrument.priceScale)}`
      : emptyText(sides),
    // Between two ticks it has one digit more.
    midText: hasSpread
      ? groupedText((bestBid + bestAsk) * 5, instrument.priceScale + 1).replace(/0$/, '')
      : '',
  };
}

function emptyText(sides: Sides | undefined): string {
  if (sides === undefined) return '';
  return sides.bids.length + sides.asks.length === 0 ? 'the book is empty' : 'one side is empty';
}

function rowsOf(
  levels: readonly Level[],
  side: 'bid' | 'ask',
  {
    before,
    own,
    lastPrice,
    grouping,
    instrument,
    largest,
    dimmed,
  }: Options & { largest: number; dimmed: number },
): LadderRow[] {
  const { priceScale, quantityScale } = instrument;
  const known = new Map(
    (side === 'bid' ? before?.bids : before?.asks)?.map((level) => [level.price, level.quantity]),
  );
  const mine = ownByPrice(own, side, grouping, instrument.instrumentId);
  const last = lastPrice === undefined ? undefined : stepOf(lastPrice, grouping, side);
  let total = 0n;
  return levels.map(({ price, quantity }) => {
    total += quantity;
    const priceText = decimalText(price, priceScale);
    const here = mine.get(price) ?? [];
    // Prices that are summed are several queues.
    const first = grouping > 0 ? undefined : firstPlace(here);
    return {
      price,
      priceText,
      dimmed: Math.min(dimmed, priceText.length),
      quantityText: groupedText(quantity, quantityScale),
      totalText: groupedText(total, quantityScale),
      share: Number(total) / largest,
      ownText: here.length === 0 ? '' : groupedText(openQuantity(here), quantityScale),
      ownOrders: here.filter(({ pending }) => pending === undefined).map(({ order }) => order),
      rankText: first === undefined ? '' : `#${first.ordersAhead + 1}`,
      placeText: placeText(first, quantityScale),
      isLast: price === last,
      hasChanged: before !== undefined && known.get(price) !== quantity,
    };
  });
}

/** The party's orders of one side, by price as the ladder shows it. */
function ownByPrice(
  own: readonly OwnOrder[],
  side: 'bid' | 'ask',
  grouping: number,
  instrumentId: number,
): ReadonlyMap<number, readonly OwnOrder[]> {
  const wanted = side === 'bid' ? Side.BUY : Side.SELL;
  const resting = own.filter(
    ({ order }) => order.side === wanted && order.instrumentId === instrumentId && order.price !== 0n,
  );
  return Map.groupBy(resting, ({ order }) => stepOf(Number(order.price), grouping, side));
}

function openQuantity(own: readonly OwnOrder[]): bigint {
  return own.reduce((total, { order }) => total + order.leavesQuantity, 0n);
}

/** The place of the one that trades first. */
function firstPlace(own: readonly OwnOrder[]): QueuePosition | undefined {
  const places = own.flatMap(({ place }) => place ?? []);
  return places.toSorted((one, other) => one.ordersAhead - other.ordersAhead)[0];
}

function placeText(place: QueuePosition | undefined, quantityScale: number): string {
  if (place === undefined) return '';
  const { ordersAhead, quantityAhead } = place;
  if (ordersAhead === 0) return 'first in the queue';
  const orders = ordersAhead === 1 ? '1 order' : `${ordersAhead} orders`;
  return `${groupedText(BigInt(quantityAhead), quantityScale)} ahead in ${orders}`;
}

function totalOf(levels: readonly Level[]): bigint {
  return levels.reduce((total, { quantity }) => total + quantity, 0n);
}

function padded(rows: LadderRow[], count: number): LadderRow[] {
  return [...rows, ...Array.from({ length: Math.max(0, count - rows.length) }, () => EMPTY_ROW)];
}
