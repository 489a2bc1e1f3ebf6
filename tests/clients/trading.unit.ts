import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { InstrumentList } from '../../clients/typescript/instrument-list.ts';
import { Trading } from '../../clients/typescript/trading.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { type OrderEntryResponseSchema, OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';

type Response = MessageInitShape<typeof OrderEntryResponseSchema>;

it('a command that an exchange refuses because it stops is sent again to the one that follows', async () => {
  const answers: Response['results'][] = [
    [{ result: { case: 'refused', value: { code: Code.Unavailable, reason: 'SHUTTING_DOWN' } } }],
    [{ result: { case: 'canceled', value: { orderId: 7n } } }],
  ];
  const transport = createRouterTransport(({ service }) => {
    service(OrderService, {
      async *orderEntry(requests) {
        for await (const _ of requests) {
          yield { results: answers.shift() ?? [] };
          if (answers.length > 0) throw new ConnectError('the exchange is stopping', Code.Unavailable);
        }
      },
    });
    service(MarketDataService, {});
  });
  const trading = new Trading({
    orders: createClient(OrderService, transport),
    instruments: new InstrumentList(createClient(MarketDataService, transport)),
    canLogin: false,
  });
  expect(await trading.cancel({ orderId: 7n })).toMatchObject({ orderId: 7n });
  await trading.close();
});
