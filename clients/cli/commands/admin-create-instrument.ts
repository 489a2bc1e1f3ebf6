import { Command } from 'commander';
import { InstrumentSchema } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { toMinorUnits } from '../decimal.ts';
import { priceText, quantityText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { inUnitsOf } from '../in-units-of.ts';
import { wholeNumber } from '../order-arguments.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface CreateInstrumentOptions extends GlobalOptions {
  readonly id?: number;
  readonly description?: string;
  readonly priceScale: number;
  readonly quantityScale: number;
  readonly tickSize?: string;
  readonly lotSize?: string;
  readonly minPrice?: string;
  readonly maxPrice?: string;
  readonly maxQuantity?: string;
}

export function createInstrumentCommand(): Command {
  return new Command('create-instrument')
    .description('list a new instrument')
    .argument('<symbol>', 'symbol, such as ACME')
    .option(
      '--id <number>',
      'instrument number; default: the next free one',
      wholeNumber('--id', 1, 2 ** 32 - 1),
    )
    .option('--description <text>', 'free text')
    .option('--price-scale <places>', 'decimal places of a price', wholeNumber('--price-scale', 0, 9), 2)
    .option(
      '--quantity-scale <places>',
      'decimal places of a quantity',
      wholeNumber('--quantity-scale', 0, 9),
      0,
    )
    .option(
      '--tick-size <decimal>',
      'every price is a multiple of this; default: one in the last decimal place',
    )
    .option(
      '--lot-size <decimal>',
      'every quantity is a multiple of this; default: one in the last decimal place',
    )
    .option('--min-price <decimal>', 'lowest price of an order; default: the tick size')
    .option('--max-price <decimal>', 'highest price of an order; default: chosen by the exchange')
    .option('--max-quantity <decimal>', 'largest quantity of an order; default: chosen by the exchange')
    .action(createInstrument);
}

async function createInstrument(
  symbol: string,
  _options: CreateInstrumentOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<CreateInstrumentOptions>();
  const { priceScale, quantityScale } = options;
  // 0 asks the exchange for its default.
  const price = (text: string | undefined, name: string) =>
    text === undefined ? 0n : toMinorUnits(text, priceScale, name);
  const quantity = (text: string | undefined, name: string) =>
    text === undefined ? 0n : toMinorUnits(text, quantityScale, name);
  const request = {
    instrumentId: options.id ?? 0,
    symbol,
    description: options.description ?? '',
    priceScale,
    quantityScale,
    tickSize: price(options.tickSize, '--tick-size'),
    lotSize: quantity(options.lotSize, '--lot-size'),
    minPrice: price(options.minPrice, '--min-price'),
    maxPrice: price(options.maxPrice, '--max-price'),
    maxQuantity: quantity(options.maxQuantity, '--max-quantity'),
  };
  await withRedleaf(options, async (redleaf, output) => {
    const { instrument } = await inUnitsOf(request, redleaf.admin.createInstrument(request));
    if (instrument === undefined) return;
    output.message(
      InstrumentSchema,
      instrument,
      () => {
        const bounds = `up to ${quantityText(instrument.maxQuantity, instrument)} at ${priceText(instrument.maxPrice, instrument)}`;
        return `instrument ${instrument.instrumentId} ${instrument.symbol} listed, orders ${bounds}`;
      },
      instrument,
    );
  });
}
