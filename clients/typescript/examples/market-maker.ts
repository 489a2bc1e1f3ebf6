// Quotes both sides of one instrument, and tries to end each day with nothing: a beginning, not a strategy.
//
// It does not bleed by what ruins simple market makers: it never crosses the spread, leans its quotes against what it holds, stops
// buying (or selling) at a limit, and takes its quotes away the moment it does not know the market any more.
import {
  connectRedleaf,
  ExecType,
  type LiveBook,
  type PriceLevel,
  RedleafError,
  Side,
} from '@redleaf/client';

const { REDLEAF_URL = 'http://127.0.0.1:8000', PARTY_ID, PASSWORD, SYMBOL = 'ACME' } = process.env;
process.once('uncaughtException', ({ message }) => {
  console.error(`${REDLEAF_URL}: ${message}`);
  process.exit(1);
});
const redleaf = connectRedleaf({ url: REDLEAF_URL, partyId: PARTY_ID, password: PASSWORD });
const book = await redleaf.followBook(SYMBOL, { updateIntervalMs: 20 });
const trading = redleaf.openTrading({ answerMs: 2_000 });
const { instrumentId, terms } = book.instrument;

/** All in minor units. */
const QUANTITY = terms.lotSize * 10n;
const MAX_POSITION = QUANTITY * 5n;
/** Half of the least spread: what is earned where a trade on one side is followed by one on the other. */
const EDGE = terms.tickSize * 2n;
/** How far quotes move for every QUANTITY that is held. */
const LEAN = terms.tickSize;

interface Quote {
  readonly price: bigint;
  readonly orderId: Promise<bigint | undefined>;
}
const quotes = new Map<Side, Quote>();
// What an earlier run holds counts too; nothing of it can trade before there are quotes.
const { positions } = await redleaf.positions.listPositions({ instrumentId });
let position = BigInt(positions[0]?.netQuantity ?? 0);
const held = position;
let cash = 0n;

/** The best price of the others: what rests at a price where only this program quotes is its own. */
function bestOfOthers(levels: readonly PriceLevel[], side: Side): bigint | undefined {
  const own = quotes.get(side)?.price;
  return levels.find(({ price, orderCount }) => price !== own || orderCount > 1)?.price;
}

/** The prices to quote, undefined for a side that is not to be quoted now. */
function wanted({ bids, asks, isStale }: LiveBook): Record<'bid' | 'ask', bigint | undefined> {
  const [bid, ask] = [bestOfOthers(bids, Side.BUY), bestOfOthers(asks, Side.SELL)];
  if (isStale || bid === undefined || ask === undefined) return { bid: undefined, ask: undefined };
  const fair = (bid + ask) / 2n - (LEAN * position) / QUANTITY;
  const onTick = (price: bigint) => price - (price % terms.tickSize);
  // Never at a price that somebody on the other side waits at.
  const buyAt = least(onTick(fair - EDGE), ask - terms.tickSize);
  const sellAt = most(onTick(fair + EDGE + terms.tickSize - 1n), bid + terms.tickSize);
  return {
    bid: position < MAX_POSITION && buyAt > 0n ? buyAt : undefined,
    ask: position > -MAX_POSITION ? sellAt : undefined,
  };
}

function quote(side: Side, price: bigint | undefined): void {
  const now = quotes.get(side);
  if (now?.price === price) return;
  if (now !== undefined) cancel(side, now);
  if (price === undefined) return;
  const placed = trading.place({ symbol: SYMBOL, side, price, quantity: QUANTITY });
  quotes.set(side, { price, orderId: placed.then(({ orderId }) => orderId).catch(refused) });
}

function cancel(side: Side, { orderId }: Quote): void {
  quotes.delete(side);
  // Somebody may have traded with it meanwhile: that is what it was there for.
  void orderId.then((id) => (id === undefined ? undefined : trading.cancel({ orderId: id }))).catch(refused);
}

function refused(thrown: unknown): undefined {
  const { reason, message } = RedleafError.from(thrown);
  if (reason !== 'UNKNOWN_ORDER') console.log(`refused: ${message}`);
}

async function followExecutions(signal: AbortSignal): Promise<void> {
  for await (const { execType, order, lastPrice, lastQuantity } of redleaf.watchExecutions({ signal })) {
    if (execType !== ExecType.TRADE || order?.instrumentId !== instrumentId) continue;
    const bought = order.side === Side.BUY ? lastQuantity : -lastQuantity;
    position += bought;
    cash -= bought * lastPrice;
    const current = quotes.get(order.side);
    if (order.leavesQuantity === 0n && (await current?.orderId) === order.orderId) quotes.delete(order.side);
    const side = order.side === Side.BUY ? 'bought' : 'sold';
    const [quantity, price] = [book.instrument.quantity(lastQuantity), book.instrument.price(lastPrice)];
    console.log(`${side} ${quantity} at ${price}, holds ${book.instrument.quantity(position)}`);
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
  book.close();
});
const following = followExecutions(stop.signal);
for await (const what of book) {
  if (what === 'stale') console.log('the book is stale: quotes are taken away');
  const { bid, ask } = wanted(book);
  quote(Side.BUY, bid);
  quote(Side.SELL, ask);
}
quote(Side.BUY, undefined);
quote(Side.SELL, undefined);
await following;
await trading.close();
const [bid, ask] = [book.bids[0]?.price ?? 0n, book.asks[0]?.price ?? 0n];
const profit = cash + ((position - held) * (bid + ask)) / 2n;
const scale = terms.priceScale + terms.quantityScale;
console.log(
  `holds ${book.instrument.quantity(position)}, earned ${Number(profit) / 10 ** scale} at the price of now`,
);
redleaf.close();
