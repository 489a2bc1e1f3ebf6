import { Command } from 'commander';
import { type Order, OrderSchema, TimeInForceSchema } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  cancelReasonText,
  limitText,
  meanPriceText,
  quantityText,
  sideText,
  statusText,
  timeText,
  wordText,
} from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { parseOrderReference } from '../order-arguments.ts';
import type { Listed } from '../output.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface OrderOptions extends GlobalOptions {
  readonly clientOrderId?: string;
}

export function orderCommand(): Command {
  return new Command('order')
    .description('show one of your orders, open or closed')
    .argument('[order]', 'order id, given by the exchange')
    .option('--client-order-id <id>', 'your own id of the order, instead of the order id')
    .action(order);
}

async function order(orderId: string | undefined, _options: OrderOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<OrderOptions>();
  const reference = parseOrderReference(orderId, options.clientOrderId);
  await withRedleaf(options, async (redleaf, output) => {
    const { order: item } = await redleaf.orders.getOrder({ order: reference });
    if (item === undefined) return;
    const instrument = await new InstrumentDirectory(redleaf).get(item.instrumentId);
    output.message(OrderSchema, item, () => detailsOf({ item, instrument }), instrument);
  });
}

function detailsOf({ item, instrument }: Listed<Order>): string {
  const details = [
    ['order', String(item.orderId)],
    ['client order id', item.clientOrderId],
    ['instrument', instrument.symbol],
    ['side', sideText(item.side)],
    ['price', limitText(item, instrument)],
    ['time in force', wordText(TimeInForceSchema, item.timeInForce).toUpperCase()],
    ['expires', item.expireTimeNs === 0n ? '' : timeText(item.expireTimeNs)],
    ['post only', item.postOnly ? 'yes' : ''],
    ['status', statusText(item.orderStatus)],
    ['quantity', quantityText(item.quantity, instrument)],
    ['open', quantityText(item.leavesQuantity, instrument)],
    ['traded', quantityText(item.cumQuantity, instrument)],
    ['mean price', meanPriceText(item.cumQuantity, item.averagePrice, instrument)],
    ['canceled', quantityText(item.canceledQuantity, instrument)],
    ['because', cancelReasonText(item.cancelReason)],
    ['accepted', timeText(item.acceptTimeNs)],
    ['changed', timeText(item.transactTimeNs)],
  ];
  const known = details.filter(([, value]) => value !== '');
  return known.map(([name = '', value]) => `${name.padEnd(16)} ${value}`).join('\n');
}
