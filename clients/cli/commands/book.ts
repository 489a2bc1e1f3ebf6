import { Command } from 'commander';
import { type OrderBook, OrderBookSchema, type PriceLevel } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { priceText, quantityText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument } from '../instruments.ts';
import { wholeNumber } from '../order-arguments.ts';
import { type Listed, type Output, tableText } from '../output.ts';
import type { Column } from '../table.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface BookOptions extends GlobalOptions {
  readonly depth: number;
}

export function bookCommand(): Command {
  return new Command('book')
    .description('show the current book of an instrument; `watch book` shows it live')
    .argument('<instrument>', 'symbol or number')
    .option('--depth <levels>', 'levels on each side', wholeNumber('--depth', 1, 5_000), 10)
    .action(book);
}

async function book(symbolOrId: string, _options: BookOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<BookOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const instrument = await findInstrument(redleaf, symbolOrId);
    const { instrumentId } = instrument;
    const { orderBook } = await redleaf.marketData.getOrderBook({ instrumentId, depth: options.depth });
    if (orderBook !== undefined) printBook({ item: orderBook, instrument }, output);
  });
}

interface Level {
  readonly side: string;
  readonly level: PriceLevel;
}

function printBook({ item, instrument }: Listed<OrderBook>, output: Output): void {
  const levels = levelsOf(item);
  if (levels.length === 0) output.none(`the book of ${instrument.symbol} is empty`);
  if (levels.length === 0 && !output.json) return;
  const columns: readonly Column<Level>[] = [
    { header: 'SIDE', text: ({ side }) => side },
    { header: 'PRICE', isNumber: true, text: ({ level }) => priceText(level.price, instrument) },
    { header: 'QUANTITY', isNumber: true, text: ({ level }) => quantityText(level.quantity, instrument) },
    { header: 'ORDERS', isNumber: true, text: ({ level }) => String(level.orderCount) },
  ];
  output.message(OrderBookSchema, item, () => tableText(columns, levels), instrument);
}

/** Sellers above buyers, the best prices where they meet. */
function levelsOf({ bids, asks }: OrderBook): Level[] {
  return [
    ...asks.toReversed().map((level) => ({ side: 'sell', level })),
    ...bids.map((level) => ({ side: 'buy', level })),
  ];
}
