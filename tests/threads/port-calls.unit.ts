import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { RefusedError, refuse } from '../../src/domain/refusal.ts';
import { GoneError, PortCalls } from '../../src/threads/port-calls.ts';

interface Server {
  add(a: number, b: number): number;
  fail(): Promise<never>;
  refuse(): Promise<never>;
  uncloneable(): unknown;
  never(): Promise<never>;
  note(text: string): void;
}

interface Client {
  double(value: number): Promise<number>;
}

const refused = new RefusedError(refuse('FIELD_REQUIRED', 'side is required', 'side'), [
  refuse('FIELD_INVALID', 'price is wrong', 'price', { max: '5' }),
]);

function connect() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const notes: string[] = [];
  const server = new PortCalls<Server, Client>(
    port1,
    {
      add: (a, b) => a + b,
      fail: async () => {
        throw new RangeError('too far');
      },
      refuse: async () => {
        throw refused;
      },
      uncloneable: () => () => undefined,
      never: () => new Promise(() => {}),
      note: (text) => {
        notes.push(text);
      },
    },
    { other: 'the client', timeoutMs: 30_000 },
  );
  const client = new PortCalls<Client, Server>(
    port2,
    { double: async (value) => 2 * value },
    { other: 'the server', timeoutMs: 50 },
  );
  return { server, client, notes, port1, port2 };
}

test('both ends call the other, many at a time', async () => {
  const { server, client } = connect();
  const sums = Promise.all([client.ask('add', 1, 2), client.ask('add', 3, 4)]);
  const doubles = Promise.all([server.ask('double', 5), server.ask('double', 6)]);
  expect([await sums, await doubles]).toEqual([
    [3, 7],
    [10, 12],
  ]);
});

test('a call fails with what the function threw, or when its result cannot be cloned', async () => {
  const { client } = connect();
  await expect(client.ask('fail')).rejects.toMatchObject({ name: 'RangeError', message: 'too far' });
  await expect(client.ask('uncloneable')).rejects.toThrow('could not be cloned');
  await expect(client.ask('add', 1, 1)).resolves.toBe(2);
});

test('a refusal comes as it was thrown', async () => {
  const failure = await connect()
    .client.ask('refuse')
    .catch((error) => error);
  expect(failure).toBeInstanceOf(RefusedError);
  expect(failure).toMatchObject({ refusal: refused.refusal, refusals: refused.refusals });
});

test('a call without an answer fails after its time, and others go on', async () => {
  const { client } = connect();
  await expect(client.ask('never')).rejects.toThrow('the server did not answer within 50 ms');
  await expect(client.ask('add', 1, 1)).resolves.toBe(2);
});

test('what is told arrives in order, before what is asked later', async () => {
  const { client, notes } = connect();
  client.tell('note', 'one');
  client.tell('note', 'two');
  await client.ask('add', 1, 1);
  expect(notes).toEqual(['one', 'two']);
});

test('calls to an end that is gone fail at once', async () => {
  const { server, port1, port2 } = connect();
  const waiting = expect(server.ask('double', 1)).rejects.toThrow('the client is gone');
  port2.close();
  await once(port1, 'close');
  await waiting;
  await expect(server.ask('double', 1)).rejects.toThrow(new GoneError('the client'));
});
