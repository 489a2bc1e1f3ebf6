import pino from 'pino';
import { expect, test } from 'vitest';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { logCall } from '../../src/gateway/rpc/log-requests.ts';

test('a call that fails with what is no status is a fault of ours', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'error', base: null }, { write: (line: string) => lines.push(line) });
  const { getOrderBook: method } = MarketDataService.method;
  const error = new Error('out of order');
  logCall({ method, requestId: '1', party: undefined, error, ms: 1 }, logger);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: 50,
      msg: 'a call failed with an internal error',
      call: 'redleaf.v1.MarketDataService/GetOrderBook',
      err: { message: 'out of order' },
    },
  ]);
});
