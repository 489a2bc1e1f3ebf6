import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { CommandServer } from '../../src/link/command-server.ts';
import { ExchangeClient } from '../../src/link/exchange-client.ts';
import { type CoreMemory, coreMemory, linkMemory } from '../../src/link/link-memory.ts';
import { Bell } from '../../src/rings/bell.ts';
import { cancel, limit, testExchange } from '../exchange/test-exchange.ts';

let stop = () => {};
afterEach(() => stop());

/** A sequencer behind a server, and threads beside it. */
async function start(maxCommandsInFlight = 1_000) {
  const memory = coreMemory();
  const { exchange, journal } = await testExchange(maxCommandsInFlight, {
    onStatus: (status) => server.publishStatus(status),
  });
  const server = new CommandServer(exchange, memory);
  void server.serve();
  let lastId = 0;
  const attach = () => {
    const link = linkMemory(memory);
    const id = ++lastId;
    server.attach(id, link);
    const client = new ExchangeClient(link);
    follow(client, memory);
    return { client, detach: () => server.detach(id) };
  };
  stop = () => server.stop();
  return { exchange, journal, server, attach };
}

/** Gives every answer to its caller, as a thread does that has no views. */
function follow(client: ExchangeClient, { published }: CoreMemory): void {
  const bell = new Bell(published);
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const run = async () => {
    while (!isOver) {
      for (const answer of client.receive()) client.answer(answer);
      await bell.heard();
    }
  };
  void run();
}

it('threads send commands, and each is answered what is its own', async () => {
  const { attach } = await start();
  const [one, other] = [attach().client, attach().client];
  const placed = await Promise.all([
    one.submit(limit('buy', 90, 10, { clientOrderId: 'mine' })),
    other.submit(limit('sell', 90, 10, { clientOrderId: 'theirs' })),
    one.submit(limit('buy', 7, 10)),
    other.submitAll([cancel(2, 99), limit('sell', 100, 20)]),
  ]);
  expect(placed).toMatchObject([
    { kind: 'placed', clientOrderId: 'mine', cumQuantity: 0 },
    { kind: 'placed', clientOrderId: 'theirs', cumQuantity: 10, fills: [{ quantity: 10 }] },
    { kind: 'refused', reason: 'PRICE_OFF_TICK' },
    [{ kind: 'refused', reason: 'UNKNOWN_ORDER' }, { kind: 'placed' }],
  ]);
  expect(await one.resolve(1, { clientOrderId: 'mine' })).toBe(1);
  expect(await one.resolve(1, { clientOrderId: 'theirs' })).toBeUndefined();
  expect(await one.resolve(1, { orderId: 7 })).toBe(7);
});

it('more requests than a ring has room for are all executed, in order', async () => {
  const { attach } = await start(100_000);
  const { client } = attach();
  const text = 'x'.repeat(32);
  const requests = Array.from({ length: 40 }, (_, count) =>
    client.submitAll(
      Array.from({ length: 1_000 }, (__, index) =>
        limit('buy', 90, 10, { clientOrderId: `${text}${count}.${index}`.slice(-36), instrumentId: 2 }),
      ),
    ),
  );
  const replies = (await Promise.all(requests)).flat();
  expect(replies).toHaveLength(40_000);
  expect(new Set(replies.map((reply) => reply.kind === 'refused' && reply.reason))).toEqual(
    new Set(['UNKNOWN_INSTRUMENT']),
  );
});

it('commands of a caller that has left, or of a thread that has ended, are not executed if they still wait', async () => {
  const { exchange, journal, attach } = await start(1);
  const [one, other] = [attach(), attach()];
  journal.held = true;
  const first = one.client.submit(limit('buy', 90, 10));
  const gone = new AbortController();
  const left = one.client.submitInTurn([limit('buy', 85, 10)], gone.signal);
  const stays = one.client.submitInTurn([limit('buy', 80, 10)], new AbortController().signal);
  void other.client.submitInTurn([limit('buy', 75, 10)], new AbortController().signal);
  void other.client.submitInTurn([limit('buy', 70, 10)]);
  await expect.poll(() => exchange.commandsInFlight).toBe(1);
  await sleep(20);
  gone.abort();
  other.detach();
  await sleep(20);
  journal.held = false;
  journal.release();
  expect(await first).toMatchObject({ kind: 'placed' });
  expect(await left).toMatchObject([{ kind: 'refused' }]);
  expect(await stays).toMatchObject([{ kind: 'placed', orderId: 2 }]);
  expect(await one.client.submit(cancel(1, 2))).toMatchObject({ kind: 'canceled' });
  await expect.poll(() => exchange.commandsInFlight).toBe(0);
  expect(await one.client.submit(limit('buy', 65, 10))).toMatchObject({ kind: 'placed', orderId: 3 });
  await expect.poll(() => exchange.commandsInFlight).toBe(0);
});

it('every thread knows whether commands are accepted, also one that comes later', async () => {
  const { exchange, attach } = await start();
  const { client } = attach();
  await client.attached;
  expect(client.status).toEqual({ accepting: true, reason: '' });
  await exchange.stop();
  await expect.poll(() => client.status).toEqual({ accepting: false, reason: 'stopping' });
  const late = attach();
  await expect.poll(() => late.client.status.reason).toBe('stopping');
  expect(await late.client.submit(limit('buy', 90, 10))).toMatchObject({ reason: 'SHUTTING_DOWN' });
});

it('a core that stands still accepts no commands, and all threads know, until it runs again', async () => {
  const { server, attach } = await start();
  const { client } = attach();
  await client.attached;
  server.stop();
  const later = process.hrtime.bigint() + 11_000_000_000n;
  vi.spyOn(process.hrtime, 'bigint').mockReturnValue(later);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const reason = 'the thread that matches does not answer';
  expect(client.status).toEqual({ accepting: false, reason });
  void server.serve();
  await expect.poll(() => client.status.accepting).toBe(true);
});
