import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { OrderEntryStream, Side } from '@redleaf/client';
import { describe, expect, it } from 'vitest';
import {
  type OrderEntryRequest,
  type OrderEntryResponseSchema,
  OrderService,
} from '../../gen/redleaf/v1/order_service_pb.ts';

type Response = MessageInitShape<typeof OrderEntryResponseSchema>;

/** An exchange that holds its answers back until the test releases them. */
class HeldExchange {
  readonly frames: OrderEntryRequest[] = [];
  readonly #held: (() => void)[] = [];
  #orders = 0n;

  readonly client = createClient(
    OrderService,
    createRouterTransport(({ service }) => {
      service(OrderService, { orderEntry: (requests) => this.#answer(requests) });
    }),
  );

  async letGo(): Promise<void> {
    this.#held.shift()?.();
    await settle();
  }

  async *#answer(requests: AsyncIterable<OrderEntryRequest>): AsyncGenerator<Response> {
    const answers: Promise<Response>[] = [];
    const read = async () => {
      for await (const request of requests) {
        this.frames.push(request);
        const held = new Promise<void>((resolve) => this.#held.push(resolve));
        const results = request.commands.map(({ command }) => {
          if (command.case === 'cancelAll') {
            return { result: { case: 'allCanceled', value: { canceledOrderCount: this.#orders } } } as const;
          }
          this.#orders += 1n;
          return { result: { case: 'placed', value: { orderId: this.#orders } } } as const;
        });
        answers.push(held.then(() => ({ results })));
      }
    };
    const reading = read();
    for (;;) {
      const answer = answers.shift();
      if (answer !== undefined) yield await answer;
      else if (await Promise.race([reading.then(() => true), settle().then(() => false)])) return;
    }
  }
}

/** Waits until all pending work has run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const sizes = (exchange: HeldExchange) => exchange.frames.map(({ commands }) => commands.length);

describe('the order-entry stream', () => {
  it('puts commands that are made together into one frame, up to its size', async () => {
    const exchange = new HeldExchange();
    const entry = new OrderEntryStream(exchange.client, { maxCommandsPerFrame: 4 });
    for (let i = 0; i < 10; i += 1) void entry.place({ clientOrderId: String(i) });
    await settle();
    expect(sizes(exchange)).toEqual([4, 4, 2]);
    for (let frame = 0; frame < 3; frame += 1) await exchange.letGo();
    await entry.close();
  });

  it('has at most one cancel of all in a frame', async () => {
    const exchange = new HeldExchange();
    const entry = new OrderEntryStream(exchange.client, { maxCommandsPerFrame: 3 });
    for (let i = 0; i < 4; i += 1) void entry.place({});
    const counts = [entry.cancelAll(), entry.cancelAll({ side: Side.BUY })];
    void entry.place({});
    await settle();
    expect(sizes(exchange)).toEqual([3, 2, 1, 1]);
    for (let frame = 0; frame < 4; frame += 1) await exchange.letGo();
    expect((await Promise.all(counts)).map((answer) => answer.canceledOrderCount)).toEqual([4n, 4n]);
    await entry.close();
  });

  it('has no more frames on their way than it may, and then sends together what has waited', async () => {
    const exchange = new HeldExchange();
    const entry = new OrderEntryStream(exchange.client, { maxFramesInFlight: 2 });
    const placed: Promise<{ orderId: bigint }>[] = [];
    for (let i = 0; i < 6; i += 1) {
      placed.push(entry.place({}));
      await settle();
    }
    expect(sizes(exchange)).toEqual([1, 1]);
    expect(entry.waiting).toBe(4);
    await exchange.letGo();
    expect(sizes(exchange)).toEqual([1, 1, 4]);
    await exchange.letGo();
    await exchange.letGo();
    expect((await Promise.all(placed)).map(({ orderId }) => orderId)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    await entry.close();
  });

  it('makes callers wait while a frame is full, until there is room', async () => {
    const exchange = new HeldExchange();
    const entry = new OrderEntryStream(exchange.client, { maxFramesInFlight: 1, maxCommandsPerFrame: 2 });
    for (let i = 0; i < 4; i += 1) void entry.place({});
    await settle();
    let ready = false;
    const waiting = entry.ready().then(() => {
      ready = true;
    });
    await settle();
    expect(ready).toBe(false);
    await exchange.letGo();
    await waiting;
    expect(entry.waiting).toBe(0);
    await exchange.letGo();
    await entry.close();
  });

  it('rejects everything that is open when the stream fails, and whatever comes after', async () => {
    const failing = createRouterTransport(({ service }) => {
      service(OrderService, {
        // biome-ignore lint/correctness/useYield: it fails before it has an answer
        async *orderEntry() {
          throw new ConnectError('gone', Code.Unavailable);
        },
      });
    });
    const entry = new OrderEntryStream(createClient(OrderService, failing));
    await expect(entry.place({})).rejects.toMatchObject({ name: 'RedleafError', code: Code.Unavailable });
    await expect(entry.cancel({})).rejects.toMatchObject({ name: 'RedleafError', code: Code.Unavailable });
    await entry.ready();
    await entry.close();
  });
});
