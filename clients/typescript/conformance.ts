/** `conformance CASE URL [browser]`: what this SDK makes of a recorded conversation, as clients/conformance/README.md asks for it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancelOrderResponse,
  connectRedleaf,
  ExecType,
  type ExecutionReport,
  type ListedInstrument,
  type LiveBook,
  type NewOrder,
  Redleaf as NodeRedleaf,
  OrderStatus,
  type PlaceOrderResponse,
  type PriceLevel,
  RedleafError,
  Side,
} from '@redleaf/client';
import { connectRedleaf as connectInBrowser, type Redleaf } from '@redleaf/client/browser';
import { z } from 'zod';

const order = z.object({
  symbol: z.string(),
  side: z.enum(['BUY', 'SELL']),
  price: z.string(),
  quantity: z.string(),
});
const command = z.union([z.object({ place: order }), z.object({ cancel: z.number() })]);
const task = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('books'),
    until: z.record(z.string(), z.string()),
    heartbeat_ms: z.number().optional(),
  }),
  z.object({
    task: z.literal('executions'),
    from: z.object({ epoch: z.string(), sequence: z.string() }),
    count: z.number(),
    heartbeat_ms: z.number().optional(),
  }),
  z.object({ task: z.literal('session'), pauses_ms: z.array(z.number()) }),
  z.object({ task: z.literal('place'), order }),
  z.object({ task: z.literal('order-entry'), groups: z.array(z.array(command)) }),
]);
type Task = z.output<typeof task>;
type Of<Name> = Extract<Task, { readonly task: Name }>;

async function books(redleaf: Redleaf, { until }: Of<'books'>) {
  const followed = await Promise.all(
    Object.entries(until).map(async ([symbol, sequence]) => {
      const notices: string[] = [];
      let isThere = () => {};
      const there = new Promise<void>((resolve) => {
        isThere = resolve;
      });
      const onChange = (book: LiveBook) => {
        if (String(book.sequence) === sequence && !book.isStale) isThere();
      };
      const book = await redleaf.followBook(symbol, { onChange, onNotice: (notice) => notices.push(notice) });
      return { book, notices, there };
    }),
  );
  await Promise.all(followed.map(({ there }) => there));
  return {
    books: followed.map(({ book: { instrument, epoch, sequence, bids, asks }, notices }) => ({
      symbol: instrument.symbol,
      epoch: String(epoch),
      sequence: String(sequence),
      bids: bids.map((level) => levelOf(instrument, level)),
      asks: asks.map((level) => levelOf(instrument, level)),
      notices,
    })),
  };
}

function levelOf(instrument: ListedInstrument, { price, quantity, orderCount }: PriceLevel) {
  return [instrument.price(price), instrument.quantity(quantity), orderCount];
}

async function executions(redleaf: Redleaf, { from, count }: Of<'executions'>) {
  const reports: ExecutionReport[] = [];
  const notices: string[] = [];
  await Promise.all(['ACME', 'BETA'].map((symbol) => redleaf.instrument(symbol)));
  const following = redleaf.watchExecutions({
    epoch: BigInt(from.epoch),
    resumeFromSequence: BigInt(from.sequence),
    onInterrupted: () => notices.push('stale'),
    onReconnected: () => notices.push('reconnected'),
  });
  let error: ReturnType<typeof refusalOf> | null = null;
  try {
    for await (const report of following) {
      reports.push(report);
      if (reports.length === count) break;
    }
  } catch (thrown) {
    error = refusalOf(thrown);
  }
  return {
    executions: await Promise.all(reports.map((report) => executionOf(redleaf, report))),
    notices,
    error,
  };
}

async function executionOf(redleaf: Redleaf, report: ExecutionReport) {
  const { execId, sequence, execType, order, lastPrice, lastQuantity } = report;
  if (order === undefined) throw new Error('a report of no order');
  const instrument = await redleaf.instrumentById(order.instrumentId);
  const isTrade = execType === ExecType.TRADE;
  return {
    exec_id: String(execId),
    sequence: String(sequence),
    exec_type: nameOf(ExecType, execType),
    order_id: String(order.orderId),
    client_order_id: order.clientOrderId,
    symbol: instrument.symbol,
    side: nameOf(Side, order.side),
    price: instrument.price(order.price),
    quantity: instrument.quantity(order.quantity),
    cum_quantity: instrument.quantity(order.cumQuantity),
    leaves_quantity: instrument.quantity(order.leavesQuantity),
    last_price: isTrade ? instrument.price(lastPrice) : null,
    last_quantity: isTrade ? instrument.quantity(lastQuantity) : null,
  };
}

async function session(redleaf: Redleaf, { pauses_ms }: Of<'session'>) {
  const calls: string[][] = [];
  for (const pauseMs of pauses_ms) {
    await sleep(pauseMs);
    const { orders } = await redleaf.orders.listOpenOrders({});
    calls.push(orders.map(({ orderId }) => String(orderId)));
  }
  return { orders: calls };
}

async function place(redleaf: Redleaf, { order }: Of<'place'>) {
  const instrument = await redleaf.instrument(order.symbol);
  return { answers: [await redleaf.place(newOrderOf(order)).then(placedIn(instrument), refusalOf)] };
}

async function orderEntry(redleaf: Redleaf, { groups }: Of<'order-entry'>) {
  if (!(redleaf instanceof NodeRedleaf)) throw new Error('browsers have no streams of requests');
  const trading = redleaf.openTrading();
  const placed: { readonly symbol: string; readonly answer: Promise<PlaceOrderResponse> }[] = [];
  const answers: unknown[] = [];
  for (const group of groups) {
    // Orders of this group can be canceled by a later one.
    const known = await Promise.all(
      placed.map(async ({ symbol, answer }) => ({ symbol, ...(await answer) })),
    );
    const sent = group.map(async (one) => {
      if ('place' in one) {
        const answer = trading.place(newOrderOf(one.place));
        placed.push({ symbol: one.place.symbol, answer });
        return answer.then(placedIn(await redleaf.instrument(one.place.symbol)), refusalOf);
      }
      const order = known[one.cancel];
      if (order === undefined) throw new Error('no such order');
      const canceling = trading.cancel({ orderId: order.orderId });
      return canceling.then(canceledIn(await redleaf.instrument(order.symbol)), refusalOf);
    });
    answers.push(...(await Promise.all(sent)));
  }
  await trading.close();
  return { answers };
}

function newOrderOf({ side, ...rest }: z.output<typeof order>): NewOrder {
  return { ...rest, side: Side[side] };
}

function placedIn(instrument: ListedInstrument) {
  return (placed: PlaceOrderResponse) => ({
    order_id: String(placed.orderId),
    order_status: nameOf(OrderStatus, placed.orderStatus),
    leaves_quantity: instrument.quantity(placed.leavesQuantity),
    cum_quantity: instrument.quantity(placed.cumQuantity),
    canceled_quantity: instrument.quantity(placed.canceledQuantity),
    is_repeat: placed.isRepeat,
  });
}

function canceledIn(instrument: ListedInstrument) {
  return (canceled: CancelOrderResponse) => ({
    order_id: String(canceled.orderId),
    order_status: nameOf(OrderStatus, canceled.orderStatus),
    cum_quantity: instrument.quantity(canceled.cumQuantity),
    canceled_quantity: instrument.quantity(canceled.canceledQuantity),
  });
}

function refusalOf(thrown: unknown) {
  const { reason, field, metadata } = RedleafError.from(thrown);
  return { reason, field: field ?? null, metadata };
}

function nameOf(names: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(names).find(([, known]) => known === value)?.[0] ?? String(value);
}

function perform(redleaf: Redleaf, asked: Task): Promise<object> {
  switch (asked.task) {
    case 'books':
      return books(redleaf, asked);
    case 'executions':
      return executions(redleaf, asked);
    case 'session':
      return session(redleaf, asked);
    case 'place':
      return place(redleaf, asked);
    case 'order-entry':
      return orderEntry(redleaf, asked);
  }
}

const [, , name = '', url = '', client] = process.argv;
const cases = z
  .record(z.string(), task)
  .parse(JSON.parse(readFileSync(new URL('../conformance/cases.json', import.meta.url), 'utf8')));
const asked = cases[name];
if (asked === undefined) throw new Error(`there is no case ${name}`);
const heartbeatMs = 'heartbeat_ms' in asked ? asked.heartbeat_ms : undefined;
const connect = client === 'browser' ? connectInBrowser : connectRedleaf;
const redleaf = connect({ url, partyId: 'alice', password: 'correct horse', heartbeatMs });
console.log(JSON.stringify(await perform(redleaf, asked)));
redleaf.close();
