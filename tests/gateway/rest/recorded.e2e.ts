import { afterAll, beforeAll, expect, it } from 'vitest';
import { DIFFERENCES } from './differences.ts';
import { ExpectedOrders } from './expected-orders.ts';
import { type Answer, isObject, type Recorded, readRecording, textOf, toAnswer } from './recording.ts';
import { SeedExchange } from './seed-exchange.ts';

/** Changes to the seed's database between two requests. */
const BEFORE: Readonly<Record<string, (exchange: SeedExchange) => Promise<void>>> = {
  'cache.party_added_after_start': (exchange) => exchange.addParty('Dave', 'Dave', 'd1'),
  'cache.old_password_still_ok': (exchange) => exchange.setPassword('Dave', 'd2'),
  'cache.not_admin_yet': (exchange) => exchange.setPassword('Dave', 'd1'),
};

let exchange: SeedExchange;
beforeAll(async () => {
  exchange = await SeedExchange.start();
});
afterAll(() => exchange.stop());

it('answers the recorded requests as the seed did, but for the differences that are listed', async () => {
  const orders = new ExpectedOrders();
  const unused = new Set(DIFFERENCES);
  for (const recorded of readRecording()) {
    await BEFORE[recorded.name]?.(exchange);
    let expected = recorded.answer;
    for (const difference of DIFFERENCES) {
      if (!difference.applies(recorded, expected)) continue;
      expected = difference.ours(expected, recorded, orders);
      unused.delete(difference);
    }
    expected = withOurIds(expected, recorded, orders);
    const answer = await send(recorded, orders);
    expect.soft(`${recorded.name}: ${textOf(answer)}`).toBe(`${recorded.name}: ${textOf(expected)}`);
    orders.note(recorded, answer);
  }
  expect([...unused].map(({ reason }) => reason)).toEqual([]);
});

async function send(
  { method, path, bytes, contentType, name }: Recorded,
  orders: ExpectedOrders,
): Promise<Answer> {
  const response = await fetch(`${exchange.url}${path}`, {
    method,
    redirect: 'manual',
    headers: contentType === '' || bytes === undefined ? {} : { 'content-type': contentType ?? '' },
    ...(bytes === undefined
      ? {}
      : { body: Buffer.from(withOurOrderId(bytes.toString('latin1'), orders), 'latin1') }),
  });
  const text = await response.text();
  if (name === 'root') return { status: response.status, body: 'PAGE' };
  const bounded = text.replace(/whole number from 1 to \d+/, 'whole number from 1 to BOUND');
  return toAnswer(response.status, bounded.replace(/^\{"seq":[1-9]\d*\}$/, '{"seq":"COUNT"}'));
}

/** Replaces a recorded order id in a request by ours. */
function withOurOrderId(text: string, orders: ExpectedOrders): string {
  return text.replace(/("order_id": ?"?)(\d+)/, (_, key, id) => `${key}${orders.ourId(Number(id))}`);
}

const ID_KEYS: ReadonlySet<string> = new Set(['order_id', 'maker_order_id', 'taker_order_id']);

function withOurIds({ status, body }: Answer, { path }: Recorded, orders: ExpectedOrders): Answer {
  if (isObject(body) && body['status'] === 'ACCEPTED') {
    const recordedId = body['order_id'];
    const id = orders.nextId(typeof recordedId === 'number' ? recordedId : undefined);
    if (typeof recordedId !== 'number') return { status, body: { ...body, order_id: id } };
  }
  // Lists of orders have our ids already.
  if (/^\/(live_)?orders\/./.test(path)) return { status, body };
  return { status, body: mapIds(body, orders) };
}

function mapIds(value: Answer['body'], orders: ExpectedOrders): Answer['body'] {
  if (Array.isArray(value)) return value.map((item) => mapIds(item, orders));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, Answer['body']] => {
      if (ID_KEYS.has(key) && typeof item === 'number') return [key, orders.ourId(item)];
      if (key.endsWith('_order_ids') && Array.isArray(item)) {
        return [key, item.map((id) => (typeof id === 'number' ? orders.ourId(id) : id))];
      }
      return [key, mapIds(item, orders)];
    }),
  );
}
