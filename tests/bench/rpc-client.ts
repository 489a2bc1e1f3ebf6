import { once } from 'node:events';
import { connect } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import * as grpc from '@grpc/grpc-js';
import { build } from 'hdr-histogram-js';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import {
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
  PlaceOrderRequestSchema,
  PlaceOrderResponseSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

/* The client half of `rpc.ts`. Each measurement warms up first, then runs for MEASURE_MS. */

const WARM_MS = 1_500;
const MEASURE_MS = 3_000;
const ENVELOPE_BYTES = 5;

const [exchangeUrl = '', emptyAddress = ''] = process.argv.slice(2);

interface Result {
  readonly name: string;
  /** Of the whole server process: says what a call costs even while others use the machine. */
  readonly serverCpuUs: number;
  readonly perSecond: number;
  readonly histogram: ReturnType<typeof build>;
}

/** Keeps time: what finishes while it warms up does not count. */
class Stopwatch {
  readonly #startMs = performance.now();
  readonly #startCpuUs: number;
  readonly #histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  #count = 0;
  #countWithWarmUp = 0;

  private constructor(startCpuUs: number) {
    this.#startCpuUs = startCpuUs;
  }

  static async start(): Promise<Stopwatch> {
    return new Stopwatch(await serverCpuUs());
  }

  get isOver(): boolean {
    return performance.now() - this.#startMs > WARM_MS + MEASURE_MS;
  }

  finished(sentMs: number, orders: number): void {
    const now = performance.now();
    this.#countWithWarmUp += orders;
    if (now - this.#startMs < WARM_MS || this.isOver) return;
    this.#count += orders;
    this.#histogram.recordValueWithCount(Math.max(1, Math.round((now - sentMs) * 1_000)), orders);
  }

  async result(name: string): Promise<Result> {
    return {
      name,
      perSecond: (this.#count / MEASURE_MS) * 1_000,
      serverCpuUs: ((await serverCpuUs()) - this.#startCpuUs) / this.#countWithWarmUp,
      histogram: this.#histogram,
    };
  }
}

/** Asks the parent, which is the server, how much processor time it has used. */
async function serverCpuUs(): Promise<number> {
  const answer = once(process, 'message');
  process.send?.('cpu');
  const [cpuUs] = await answer;
  return Number(cpuUs);
}

/** Orders that trade in pairs, so that the book stays small however long we run. */
function order(index: number) {
  return {
    instrumentId: 1,
    side: index % 2 === 0 ? Side.BUY : Side.SELL,
    orderType: OrderType.LIMIT,
    price: 10_000n,
    quantity: 10n,
  };
}

async function prepare(): Promise<string> {
  const transport = createConnectTransport({ baseUrl: exchangeUrl, httpVersion: '1.1' });
  const { token } = await createClient(SessionService, transport).login({
    partyId: 'admin',
    password: 'redleaf-demo',
  });
  await createClient(AdminService, transport).createInstrument(
    { symbol: 'BENCH' },
    { headers: { authorization: `Bearer ${token}` } },
  );
  return token;
}

async function unary(
  name: string,
  address: string,
  path: string,
  inFlight: number,
  token: string,
): Promise<Result> {
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const watch = await Stopwatch.start();
  let sent = 0;
  const call = () =>
    new Promise<void>((resolve, reject) => {
      sent += 1;
      client.makeUnaryRequest(
        path,
        (message: ReturnType<typeof order>) =>
          Buffer.from(toBinary(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, message))),
        (bytes: Buffer) => fromBinary(PlaceOrderResponseSchema, bytes),
        order(sent),
        metadata,
        (error) => (error === null ? resolve() : reject(error)),
      );
    });
  const worker = async () => {
    while (!watch.isOver) {
      const sentMs = performance.now();
      await call();
      watch.finished(sentMs, 1);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  client.close();
  return watch.result(name);
}

/** Speaks gRPC on bare HTTP/2, so that we measure the server and not a client library. */
async function orderEntry(inFlight: number, perFrame: number, token: string): Promise<Result> {
  const session = connect(exchangeUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/redleaf.v1.OrderService/OrderEntry',
    'content-type': 'application/grpc+proto',
    te: 'trailers',
    authorization: `Bearer ${token}`,
  });
  const frame = encodeFrame(perFrame);
  const watch = await Stopwatch.start();
  const sentMs: number[] = [];
  const send = () => {
    sentMs.push(performance.now());
    stream.write(frame);
  };
  let unread: Buffer = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject);
    stream.on('end', () => reject(new Error('the server ended the stream')));
    stream.on('data', (chunk: Buffer) => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      for (;;) {
        if (unread.length < ENVELOPE_BYTES) return;
        const end = ENVELOPE_BYTES + unread.readUInt32BE(1);
        if (unread.length < end) return;
        checkAnswer(unread.subarray(ENVELOPE_BYTES, end), perFrame);
        unread = unread.subarray(end);
        watch.finished(sentMs.shift() ?? 0, perFrame);
        if (!watch.isOver) send();
        else if (sentMs.length === 0) resolve();
      }
    });
    for (let orders = 0; orders < inFlight; orders += perFrame) send();
  });
  session.destroy();
  return watch.result(`order-entry stream, ${inFlight} in flight, ${perFrame} a frame`);
}

function encodeFrame(perFrame: number): Buffer {
  const commands = Array.from({ length: perFrame }, (_, index) => ({
    command: { case: 'place' as const, value: create(PlaceOrderRequestSchema, order(index)) },
  }));
  const message = toBinary(OrderEntryRequestSchema, create(OrderEntryRequestSchema, { commands }));
  const frame = Buffer.alloc(ENVELOPE_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, ENVELOPE_BYTES);
  return frame;
}

/** Every order of every frame must have been placed: refusals are quick, and would flatter us. */
function checkAnswer(bytes: Uint8Array, perFrame: number): void {
  const { results } = fromBinary(OrderEntryResponseSchema, bytes);
  const wrong = results.find(({ result }) => result.case !== 'placed');
  if (wrong !== undefined) throw new Error(`an order was not placed: ${JSON.stringify(wrong.result.value)}`);
  if (results.length !== perFrame) throw new Error(`${results.length} results for ${perFrame} orders`);
}

function print(results: readonly Result[]): void {
  const base = results[0]?.perSecond ?? 0;
  const rows = results.map(({ name, perSecond, serverCpuUs, histogram }) => ({
    call: name,
    'per second': Math.round(perSecond),
    'server µs': Number(serverCpuUs.toFixed(1)),
    'p50 ms': histogram.getValueAtPercentile(50) / 1_000,
    'p99 ms': histogram.getValueAtPercentile(99) / 1_000,
    'p99.9 ms': histogram.getValueAtPercentile(99.9) / 1_000,
    '× empty': Number((perSecond / base).toFixed(2)),
  }));
  console.table(rows);
}

const token = await prepare();
const placeOrder = '/redleaf.v1.OrderService/PlaceOrder';
const exchangeAddress = new URL(exchangeUrl).host;
const results = [
  await unary('empty grpc-js handler, 64 in flight', emptyAddress, '/bench.Empty/PlaceOrder', 64, token),
];
for (const inFlight of [1, 64, 256]) {
  results.push(
    await unary(`PlaceOrder, ${inFlight} in flight`, exchangeAddress, placeOrder, inFlight, token),
  );
}
results.push(await orderEntry(256, 32, token));
results.push(await orderEntry(1_024, 32, token));
results.push(await orderEntry(1_024, 64, token));
print(results);
process.disconnect();
