import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { create, type DescMethod, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Health } from '../../gen/grpc/health/v1/health_pb.ts';
import { ServerReflection } from '../../gen/grpc/reflection/v1/reflection_pb.ts';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

/*
 * Measures the cost of one request without a token, with all parts on one thread, for every such call and for requests that limits
 * refuse. The bcrypt check of a login runs in Node's thread pool and is not included.
 */

const CALLS = 300;
const IN_FLIGHT = 8;
const PASSWORD = 'bench-password';

interface Request {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const { listInstruments, getOrderBook, listTrades, replayMulticast } = MarketDataService.method;
const UNKNOWN_FIELDS = Buffer.alloc(1_048_576, Buffer.from([0x78, 0x00]));

const REQUESTS: readonly Request[] = [
  call(listInstruments, {}),
  call(getOrderBook, { instrumentId: 1 }),
  call(listTrades, { instrumentId: 1 }),
  call(replayMulticast, { session: 'unknown', firstSequence: 1n, lastSequence: 1n }),
  call(Health.method.check, {}),
  call(ServerReflection.method.serverReflectionInfo, {
    messageRequest: { case: 'fileContainingSymbol', value: 'redleaf.v1.OrderService' },
  }),
  rpc('no token', OrderService.method.placeOrder, Buffer.alloc(10)),
  rpc('1,024 bytes of unknown fields', getOrderBook, UNKNOWN_FIELDS.subarray(0, 1_024)),
  rpc('1,059 bytes of gzip that become a mebibyte', getOrderBook, gzipSync(UNKNOWN_FIELDS, { level: 9 }), 1),
  rpc('a compressed message', getOrderBook, gzipSync(Buffer.from([8, 1])), 1),
  ...[
    '/',
    '/healthz',
    '/metrics',
    '/instruments',
    '/parties',
    '/orders/1',
    '/live_orders/1',
    '/trades/1',
  ].map(get),
];

function call<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>): Request {
  return rpc(method.name, method, toBinary(method.input, create<M['input']>(method.input, init)));
}

function rpc(name: string, method: DescMethod, message: Uint8Array, flags = 0): Request {
  const body = Buffer.concat([Buffer.alloc(5), message]);
  body.writeUInt8(flags, 0);
  body.writeUInt32BE(message.length, 1);
  return {
    name,
    method: 'POST',
    path: `/${method.parent.typeName}/${method.name}`,
    headers: { 'content-type': 'application/grpc+proto', te: 'trailers', 'grpc-encoding': 'gzip' },
    body,
  };
}

function get(path: string): Request {
  return { name: `GET ${path}`, method: 'GET', path, headers: {}, body: Buffer.alloc(0) };
}

async function send(session: ClientHttp2Session, { method, path, headers, body }: Request): Promise<void> {
  const stream = session.request({ ':method': method, ':path': path, ...headers });
  stream.on('error', () => undefined);
  if (method === 'POST') stream.end(body);
  await Promise.race([once(stream, 'data'), once(stream, 'end'), once(stream, 'close')]);
  if (!stream.closed) await once(stream.resume(), 'close');
}

async function sendMany(session: ClientHttp2Session, request: Request, calls: number): Promise<void> {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await send(session, request);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function client(url: string): Promise<void> {
  for (const request of REQUESTS) {
    const session = connect(url);
    await sendMany(session, request, CALLS);
    parentPort?.postMessage('warm');
    await sendMany(session, request, CALLS);
    parentPort?.postMessage(request.name);
    session.destroy();
  }
}

/** Makes 200 levels on each side, and some trades. */
async function fill(url: string): Promise<void> {
  const transport = createGrpcTransport({ baseUrl: url });
  const { token } = await createClient(SessionService, transport).login({
    partyId: 'admin',
    password: PASSWORD,
  });
  const headers = { authorization: `Bearer ${token}` };
  await createClient(AdminService, transport).createInstrument({ symbol: 'BENCH' }, { headers });
  const orders = createClient(OrderService, transport);
  const place = (side: Side, price: number) =>
    orders.placeOrder(
      { instrumentId: 1, side, orderType: OrderType.LIMIT, price: BigInt(price), quantity: 10n },
      { headers },
    );
  for (let level = 0; level < 200; level += 1) {
    await Promise.all([
      place(Side.BUY, 1_000 - level),
      place(Side.SELL, 2_000 + level),
      place(Side.BUY, 2_000),
    ]);
  }
}

/** Processor time of this thread alone, independent of other load. */
function cpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function serve(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-bench-requests-'));
  const settings = {
    PORT: '0',
    DATA_DIR: dataDir,
    ADMIN_ID: 'admin',
    ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'error',
    GATEWAYS: '0',
  };
  const exchange = await startExchange(loadConfig(settings, {}));
  await fill(exchange.url);
  const rows: Record<string, string | number>[] = [];
  let begin = cpuUs();
  const worker = new Worker(import.meta.filename, { workerData: exchange.url });
  worker.on('message', (name: string) => {
    const now = cpuUs();
    const us = Math.round((now - begin) / CALLS);
    begin = now;
    if (name !== 'warm') rows.push({ request: name, 'µs of the thread': us });
  });
  await once(worker, 'exit');
  console.table(rows);
  await exchange.stop();
  rmSync(dataDir, { recursive: true });
}

if (isMainThread) await serve();
else await client(String(workerData));
