import { Command } from 'commander';
import { OrderSchema } from '../../../gen/redleaf/v1/order_pb.ts';
import { orderText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument, listInstruments } from '../instruments.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface OrdersOptions extends GlobalOptions {
  readonly instrument?: string;
}

export function ordersCommand(): Command {
  return new Command('orders')
    .description('your open orders')
    .option('--instrument <instrument>', 'only of this one, by symbol or number')
    .action(orders);
}

async function orders(_options: OrdersOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<OrdersOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const instruments =
      options.instrument === undefined
        ? await listInstruments(redleaf)
        : [await findInstrument(redleaf, options.instrument)];
    const byId = new Map(instruments.map((instrument) => [instrument.instrumentId, instrument]));
    const instrumentId = options.instrument === undefined ? 0 : (instruments[0]?.instrumentId ?? 0);
    let pageToken = '';
    let count = 0;
    do {
      const page = await redleaf.orders.listOpenOrders({ instrumentId, pageSize: 1_000, pageToken });
      for (const order of page.orders) {
        const instrument = byId.get(order.instrumentId);
        if (instrument !== undefined) output.message(OrderSchema, order, () => orderText(order, instrument));
      }
      count += page.orders.length;
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    if (count === 0) output.note('no open orders');
  });
}
