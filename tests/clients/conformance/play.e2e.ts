import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { RedleafError } from '@redleaf/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { play } from './play.ts';

const GET_ORDER = 'redleaf.v1.OrderService/GetOrder';
const PLACE_ORDER = 'redleaf.v1.OrderService/PlaceOrder';
const STREAM_EXECUTIONS = 'redleaf.v1.OrderService/StreamExecutions';

let folder: string;
let recording: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-recording-'));
  recording = join(folder, 'recording.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

function record(...lines: readonly unknown[]): void {
  writeFileSync(recording, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const TRANSPORTS = {
  gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl, idleConnectionTimeoutMs: 100 }),
  'gRPC-Web': (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  Connect: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '1.1' }),
};

it.each(Object.entries(TRANSPORTS))('a recording is played over %s', async (_name, createTransport) => {
  record(
    {
      answer: {
        rpc: GET_ORDER,
        request: { order: { order_id: '5' } },
        response: { order: { order_id: '5' } },
      },
    },
    { await: { rpc: PLACE_ORDER, request: { side: 'SIDE_BUY', client_order_id: '$name', price: null } } },
    { reply: { response: { order_id: '7', client_order_id: '$name' } } },
    { await: { rpc: PLACE_ORDER, request: { client_order_id: '$name' } } },
    { reply: { error: { code: 'unavailable', message: 'not now', reason: 'JOURNAL_UNAVAILABLE' } } },
    { await: { rpc: STREAM_EXECUTIONS } },
    { send: { sequence: '30' } },
    {
      close: {
        code: 'failed_precondition',
        reason: 'EPOCH_MISMATCH',
        field: 'epoch',
        metadata: { epoch: '8' },
      },
    },
  );
  const { url, ended } = await play(recording);
  const orders = createClient(OrderService, createTransport(url));
  expect(await orders.placeOrder({ side: Side.BUY, clientOrderId: 'a' })).toMatchObject({
    clientOrderId: 'a',
  });
  const reference = { case: 'orderId', value: 5n } as const;
  expect((await orders.getOrder({ order: { reference } })).order?.orderId).toBe(5n);
  const again = orders.placeOrder({ clientOrderId: 'a' }).catch(RedleafError.from);
  expect(await again).toMatchObject({ message: 'not now', reason: 'JOURNAL_UNAVAILABLE' });
  const sequences: bigint[] = [];
  const failure = await (async () => {
    for await (const { sequence } of orders.streamExecutions({})) sequences.push(sequence);
  })().catch(RedleafError.from);
  expect(sequences).toEqual([30n]);
  expect(failure).toMatchObject({ reason: 'EPOCH_MISMATCH', field: 'epoch', metadata: { epoch: '8' } });
  expect(await ended).toEqual({ code: 0, complaint: '' });
});

it.each([
  [
    'another request',
    { await: { rpc: PLACE_ORDER, request: { client_order_id: 'b' } } },
    'the client asked for',
  ],
  ['what it had before', { await: { rpc: PLACE_ORDER, request: { client_order_id: '$name' } } }, 'asked for'],
  ['nothing meanwhile', { quiet_ms: 1_000 }, 'did not wait 1000 ms'],
])('a client that does not ask for %s is told of', async (_name, line, complaint) => {
  record(
    { await: { rpc: PLACE_ORDER, request: { client_order_id: '$name' } } },
    { reply: { response: {} } },
    line,
  );
  const { url, ended } = await play(recording);
  const orders = createClient(OrderService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
  await orders.placeOrder({ clientOrderId: 'a' });
  const second = orders.placeOrder({ clientOrderId: 'c' }).catch(() => {});
  const end = await ended;
  expect(end.code).toBe(1);
  expect(end.complaint).toContain(`${recording}:3: `);
  expect(end.complaint).toContain(complaint);
  await second;
});
