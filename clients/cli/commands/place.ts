import { Command, Option } from 'commander';
import { OrderType, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import { PlaceOrderResponseSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { toMinorUnits } from '../decimal.ts';
import { canceledText, fillsText, quantityText, statusText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { exchangeTimeMs } from '../health.ts';
import { inUnitsOf } from '../in-units-of.ts';
import { findInstrument } from '../instruments.ts';
import { parseSide } from '../order-arguments.ts';
import { isPeriod, parsePeriod } from '../parse-period.ts';
import { readTime } from '../parse-time.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

interface PlaceOptions extends GlobalOptions {
  readonly market?: boolean;
  readonly ioc?: boolean;
  readonly fok?: boolean;
  readonly postOnly?: boolean;
  readonly expires?: string;
  readonly clientOrderId?: string;
}

export function placeCommand(): Command {
  return new Command('place')
    .description('place an order')
    .argument('<instrument>', 'symbol or number')
    .argument('<side>', 'buy or sell')
    .argument('<quantity>', 'how much, such as 10 or 0.5')
    .argument('[price]', 'limit, such as 100.50; left out with --market')
    .option('--market', 'trade at the best prices of the book')
    .option('--ioc', 'cancel what does not trade at once')
    .addOption(
      new Option('--post-only', 'never take: canceled if it would trade at once').conflicts([
        'ioc',
        'fok',
        'market',
      ]),
    )
    .addOption(new Option('--fok', 'trade all of it at once, or nothing').conflicts(['ioc', 'market']))
    .addOption(
      new Option(
        '--expires <time>',
        'when it expires: in 90s, 1h or 7d from now, or at a time such as 2026-03-31T09:30:00Z',
      ).conflicts(['ioc', 'fok', 'market']),
    )
    .option(
      '--client-order-id <id>',
      'your own id of the order; the same order sent again is placed only once',
    )
    .addHelpText('after', '\nExample:\n  redleaf place ACME buy 10 100.50')
    .action(place);
}

async function place(
  symbolOrId: string,
  sideArgument: string,
  quantityArgument: string,
  priceArgument: string | undefined,
  _options: PlaceOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<PlaceOptions>();
  const side = parseSide(sideArgument);
  const isMarket = options.market === true;
  if (isMarket !== (priceArgument === undefined)) throw new UsageError('give either a price or --market');
  const expireTimeNs = options.expires === undefined ? 0n : await readExpiry(options.expires, options.url);
  await withRedleaf(options, async (redleaf, output) => {
    const instrument = await findInstrument(redleaf, symbolOrId);
    const request = {
      instrumentId: instrument.instrumentId,
      side,
      orderType: isMarket ? OrderType.MARKET : OrderType.LIMIT,
      timeInForce: timeInForceOf(options),
      price: priceArgument === undefined ? 0n : toMinorUnits(priceArgument, instrument.priceScale, 'price'),
      quantity: toMinorUnits(quantityArgument, instrument.quantityScale, 'quantity'),
      clientOrderId: options.clientOrderId ?? '',
      postOnly: options.postOnly ?? false,
      expireTimeNs,
    };
    const response = await inUnitsOf(instrument, redleaf.orders.placeOrder(request));
    output.message(
      PlaceOrderResponseSchema,
      response,
      () => {
        const open = quantityText(response.leavesQuantity, instrument);
        const repeat = response.isRepeat ? ', placed before' : '';
        const summary = `order ${response.orderId} ${statusText(response.orderStatus)}, ${open} open${repeat}${canceledText(response.cancelReason)}`;
        return [summary, ...fillsText(response, instrument)].join('\n');
      },
      instrument,
    );
  });
}

/** A period counts from the time of the exchange. */
async function readExpiry(text: string, url: string): Promise<bigint> {
  if (!isPeriod(text)) return await readTime(text, 'the time of expiry', url);
  return BigInt((await exchangeTimeMs(url)) + parsePeriod(text)) * NANOSECONDS_PER_MILLISECOND;
}

function timeInForceOf({ ioc, fok, expires }: PlaceOptions): TimeInForce {
  if (expires !== undefined) return TimeInForce.GTD;
  if (fok === true) return TimeInForce.FOK;
  return ioc === true ? TimeInForce.IOC : TimeInForce.UNSPECIFIED;
}
