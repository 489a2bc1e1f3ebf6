import { Command } from 'commander';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  CancelAllOrdersResponseSchema,
  CancelOrderResponseSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument } from '../instruments.ts';
import { parseOrderReference, parseSide } from '../order-arguments.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface CancelOptions extends GlobalOptions {
  readonly clientOrderId?: string;
  readonly all?: boolean;
  readonly instrument?: string;
  readonly side?: string;
}

export function cancelCommand(): Command {
  return new Command('cancel')
    .description('cancel an open order, or all your open orders with --all')
    .argument('[order]', 'order id, given by the exchange')
    .option('--client-order-id <id>', 'your own id of the order, instead of the order id')
    .option('--all', 'all your open orders')
    .option('--instrument <instrument>', 'with --all: only this instrument, by symbol or number')
    .option('--side <side>', 'with --all: only buy or sell orders')
    .action(cancel);
}

async function cancel(orderId: string | undefined, _options: CancelOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CancelOptions>();
  if (options.all === true) return cancelOpenOrders(orderId, options);
  if (options.instrument !== undefined) throw new UsageError('--instrument goes with --all');
  if (options.side !== undefined) throw new UsageError('--side goes with --all');
  const order = parseOrderReference(orderId, options.clientOrderId);
  await withRedleaf(options, async (redleaf, output) => {
    const response = await redleaf.orders.cancelOrder({ order });
    output.message(CancelOrderResponseSchema, response, () => `order ${response.orderId} canceled`);
  });
}

async function cancelOpenOrders(
  orderId: string | undefined,
  { clientOrderId, instrument, side: sideArgument, ...options }: CancelOptions,
): Promise<void> {
  if (orderId !== undefined || clientOrderId !== undefined) {
    throw new UsageError('name an order or give --all, not both');
  }
  const side = sideArgument === undefined ? Side.UNSPECIFIED : parseSide(sideArgument);
  await withRedleaf(options, async (redleaf, output) => {
    const instrumentId =
      instrument === undefined ? 0 : (await findInstrument(redleaf, instrument)).instrumentId;
    const response = await redleaf.orders.cancelAllOrders({ instrumentId, side });
    output.message(
      CancelAllOrdersResponseSchema,
      response,
      () => `${countText(Number(response.canceledOrderCount), 'order')} canceled`,
    );
  });
}
