import { Command } from 'commander';
import { OrderSchema } from '../../../gen/redleaf/v1/order_pb.ts';
import { ORDER_COLUMNS } from '../columns.ts';
import type { GlobalOptions } from '../global-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface OrdersOptions extends GlobalOptions {
  readonly instrument?: string;
}

export function ordersCommand(): Command {
  return new Command('orders')
    .description('list your open orders')
    .option('--instrument <instrument>', 'only this instrument, by symbol or number')
    .action(orders);
}

async function orders(_options: OrdersOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<OrdersOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const { instrument } = options;
    const instrumentId = instrument === undefined ? 0 : (await directory.find(instrument)).instrumentId;
    const print = output.messages(OrderSchema, ORDER_COLUMNS);
    let pageToken = '';
    let count = 0;
    do {
      const page = await redleaf.orders.listOpenOrders({ instrumentId, pageSize: 1_000, pageToken });
      print(await directory.listed(page.orders, (order) => order.instrumentId));
      count += page.orders.length;
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    if (count === 0) output.none('no open orders');
  });
}
