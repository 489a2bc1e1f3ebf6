// Prints the best prices of books whenever they change, and says when they may not be right. SYMBOLS=ACME,BTC-USD
import { connectRedleaf, type LiveBook } from '@redleaf/client';

const { REDLEAF_URL = 'http://127.0.0.1:8000', SYMBOLS = 'ACME' } = process.env;
process.once('uncaughtException', ({ message }) => {
  console.error(`${REDLEAF_URL}: ${message}`);
  process.exit(1);
});
const redleaf = connectRedleaf({ url: REDLEAF_URL });

function line({ instrument, bids, asks, isStale }: LiveBook): string {
  const [bid, ask] = [bids[0], asks[0]].map((level) =>
    level === undefined
      ? 'nobody'
      : `${instrument.quantity(level.quantity)} at ${instrument.price(level.price)}`,
  );
  return `${instrument.symbol}  bid ${bid}  ask ${ask}${isStale ? '  (stale)' : ''}`;
}

const books = await Promise.all(SYMBOLS.split(',').map((symbol) => redleaf.followBook(symbol, { depth: 1 })));
process.once('SIGINT', () => {
  for (const book of books) book.close();
  redleaf.close();
});
await Promise.all(
  books.map(async (book) => {
    for await (const what of book)
      console.log(what === 'changed' ? line(book) : `${book.instrument.symbol}  ${what}`);
  }),
);
