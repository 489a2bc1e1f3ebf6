import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { PlaceOrderRequestSchema, PlaceOrderResponseSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { order, orderEntry, prepare, type Result, Stopwatch } from './rpc-load.ts';

/* The client half of `rpc.ts`. */

const [exchangeUrl = '', emptyAddress = ''] = process.argv.slice(2);

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

const token = await prepare(exchangeUrl);
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
results.push(await orderEntry(exchangeUrl, 256, 32, token));
results.push(await orderEntry(exchangeUrl, 1_024, 32, token));
results.push(await orderEntry(exchangeUrl, 1_024, 64, token));
print(results);
process.disconnect();
