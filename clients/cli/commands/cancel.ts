import { Command } from 'commander';
import { CancelOrderResponseSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import { parseOrderReference } from '../order-arguments.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface CancelOptions extends GlobalOptions {
  readonly clientOrderId?: string;
}

export function cancelCommand(): Command {
  return new Command('cancel')
    .description('cancel what is open of an order')
    .argument('[order]', "the exchange's number for the order")
    .option('--client-order-id <id>', 'your own name for the order, instead of its number')
    .action(cancel);
}

async function cancel(orderId: string | undefined, _options: CancelOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CancelOptions>();
  const order = parseOrderReference(orderId, options.clientOrderId);
  await withRedleaf(options, async (redleaf, output) => {
    const response = await redleaf.orders.cancelOrder({ order });
    output.message(CancelOrderResponseSchema, response, () => `order ${response.orderId} canceled`);
  });
}
