import { once } from 'node:events';
import { connect } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { build } from 'hdr-histogram-js';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import {
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
  PlaceOrderRequestSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

/*
 * Shared code of the benchmark clients. Each runs in a process that the server's process has forked. It warms up, and then runs
 * for MEASURE_MS.
 */

const WARM_MS = 1_500;
const MEASURE_MS = 3_000;
const ENVELOPE_BYTES = 5;

export interface Result {
  readonly name: string;
  /** Processor time of the whole server process, which is reliable on a busy machine too. */
  readonly serverCpuUs: number;
  readonly perSecond: number;
  readonly histogram: ReturnType<typeof build>;
}

/** Times calls. Those that finish during the warm-up do not count. */
export class Stopwatch {
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

/** Processor time of the parent process, which is the server. */
async function serverCpuUs(): Promise<number> {
  const answer = once(process, 'message');
  process.send?.('cpu');
  const [cpuUs] = await answer;
  return Number(cpuUs);
}

/** Orders that trade in pairs, so that the book stays small. */
export function order(index: number) {
  return {
    instrumentId: 1,
    side: index % 2 === 0 ? Side.BUY : Side.SELL,
    orderType: OrderType.LIMIT,
    price: 10_000n,
    quantity: 10n,
  };
}

/** Logs in and lists instrument 1. */
export async function prepare(exchangeUrl: string): Promise<string> {
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

/** A gRPC client on plain HTTP/2, so that the measurement does not include a client library. */
export async function orderEntry(
  exchangeUrl: string,
  inFlight: number,
  perFrame: number,
  token: string,
): Promise<Result> {
  const session = connect(exchangeUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/redleaf.v1.OrderService/OrderEntry',
    // Like real clients, so that the server's cost is included.
    'grpc-accept-encoding': 'identity,deflate,gzip',
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

/** Checks that every order was placed, because refusals are faster and would distort the result. */
function checkAnswer(bytes: Uint8Array, perFrame: number): void {
  const { results } = fromBinary(OrderEntryResponseSchema, bytes);
  const wrong = results.find(({ result }) => result.case !== 'placed');
  if (wrong !== undefined) throw new Error(`an order was not placed: ${JSON.stringify(wrong.result.value)}`);
  if (results.length !== perFrame) throw new Error(`${results.length} results for ${perFrame} orders`);
}
