import { create } from '@bufbuild/protobuf';
import { Code, type Redleaf, RedleafError } from '@redleaf/client';
import { expect, test } from 'vitest';
import { OwnOrders } from '../../clients/cli/own-orders.ts';
import { type ExecutionReport, ExecutionReportSchema } from '../../gen/redleaf/v1/execution_pb.ts';
import { type Order, OrderSchema, Side } from '../../gen/redleaf/v1/order_pb.ts';

function order(orderId: bigint, leavesQuantity: bigint): Order {
  return create(OrderSchema, { orderId, instrumentId: 1, side: Side.BUY, price: 100n, leavesQuantity });
}

function report(of: Order): ExecutionReport {
  return create(ExecutionReportSchema, { order: of });
}

test('what happens between the list and the stream is neither missed nor undone', async () => {
  const calls: string[] = [];
  const listed = Promise.withResolvers<void>();
  const exchange = {
    orders: {
      async listOpenOrders() {
        calls.push('list');
        listed.resolve();
        // The list is older than the cancel of order 1, and than order 3.
        return { orders: [order(1n, 5n), order(2n, 7n)], nextPageToken: '' };
      },
    },
    async *watchExecutions({ onPosition }: { readonly onPosition: () => void }) {
      calls.push('stream');
      yield report(order(1n, 0n));
      yield report(order(3n, 9n));
      onPosition();
      await listed.promise;
    },
  };
  const own = new OwnOrders(1);
  await own.follow(exchange as unknown as Redleaf, new AbortController().signal);
  expect(calls).toEqual(['stream', 'list']);
  expect(own.quantityAt(Side.BUY, 100n)).toBe(7n + 9n);
});

test('a connection that is lost while the list comes is no end: the list is asked for again', async () => {
  let asked = 0;
  const listed = Promise.withResolvers<void>();
  const exchange = {
    orders: {
      async listOpenOrders() {
        asked++;
        if (asked === 1) throw new RedleafError('cut', { code: Code.Unavailable, reason: '' });
        listed.resolve();
        return { orders: [order(1n, 5n)], nextPageToken: '' };
      },
    },
    async *watchExecutions({ onPosition }: { readonly onPosition: () => void }) {
      yield report(order(2n, 7n));
      onPosition();
      await listed.promise;
    },
  };
  const own = new OwnOrders(1);
  await own.follow(exchange as unknown as Redleaf, new AbortController().signal);
  expect(own.quantityAt(Side.BUY, 100n)).toBe(5n + 7n);
});
