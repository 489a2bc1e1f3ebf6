import { Command } from 'commander';
import { AmendOrderResponseSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { toMinorUnits } from '../decimal.ts';
import { canceledText, fillsText, priceText, quantityText, statusText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { inUnitsOf } from '../in-units-of.ts';
import { findInstrument } from '../instruments.ts';
import { parseOrderReference } from '../order-arguments.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface AmendOptions extends GlobalOptions {
  readonly price?: string;
  readonly quantity?: string;
  readonly clientOrderId?: string;
}

export function amendCommand(): Command {
  return new Command('amend')
    .description(
      'change price or quantity of an open order; a smaller quantity at the same price keeps its priority',
    )
    .argument('[order]', 'order id, given by the exchange')
    .option('--client-order-id <id>', 'your own id of the order, instead of the order id')
    .option('--price <decimal>', 'new limit price')
    .option('--quantity <decimal>', 'new total quantity, including what has traded')
    .action(amend);
}

async function amend(orderId: string | undefined, _options: AmendOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<AmendOptions>();
  const order = parseOrderReference(orderId, options.clientOrderId);
  const { price, quantity } = options;
  if (price === undefined && quantity === undefined) throw new UsageError('give --price, --quantity or both');
  await withRedleaf(options, async (redleaf, output) => {
    // The order tells its instrument, and that tells how many decimals there are.
    const { order: current } = await redleaf.orders.getOrder({ order });
    const instrument = await findInstrument(redleaf, String(current?.instrumentId));
    const request = {
      order,
      ...(price === undefined ? {} : { price: toMinorUnits(price, instrument.priceScale, 'price') }),
      ...(quantity === undefined
        ? {}
        : { quantity: toMinorUnits(quantity, instrument.quantityScale, 'quantity') }),
    };
    const response = await inUnitsOf(instrument, redleaf.orders.amendOrder(request));
    output.message(
      AmendOrderResponseSchema,
      response,
      () => {
        const open = `${quantityText(response.leavesQuantity, instrument)} open at ${priceText(response.price, instrument)}`;
        const place = response.priorityKept ? 'priority kept' : 'priority lost';
        const summary = `order ${response.orderId} ${statusText(response.orderStatus)}, ${open}, ${place}${canceledText(response.cancelReason)}`;
        return [summary, ...fillsText(response, instrument)].join('\n');
      },
      instrument,
    );
  });
}
