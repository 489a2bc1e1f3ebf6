import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { PlaceOrderRequestSchema, PlaceOrderResponseSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

/*
 * Measures durable orders on the real server with its journal, and an empty unary handler on grpc-js in the same run. The client
 * is a separate process, so client and server each have a core.
 */

const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
const empty = await startEmptyServer();
const exchange = await startExchange(
  loadConfig({ PORT: '0', DEMO: 'true', DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, {}),
);
const client = fork(join(import.meta.dirname, 'rpc-client.ts'), [exchange.url, empty.address]);
client.on('message', () => {
  const { user, system } = process.cpuUsage();
  client.send(user + system);
});
const exitCode = await new Promise<number>((resolve) => client.once('exit', (code) => resolve(code ?? 1)));
await exchange.stop();
empty.server.forceShutdown();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = exitCode;

/** A handler that only decodes a PlaceOrderRequest and encodes a PlaceOrderResponse. */
async function startEmptyServer() {
  const server = new grpc.Server();
  const response = create(PlaceOrderResponseSchema, { orderId: 1n });
  server.addService(
    {
      placeOrder: {
        path: '/bench.Empty/PlaceOrder',
        requestStream: false,
        responseStream: false,
        requestDeserialize: (bytes: Buffer) => fromBinary(PlaceOrderRequestSchema, bytes),
        responseSerialize: () => Buffer.from(toBinary(PlaceOrderResponseSchema, response)),
        requestSerialize: () => Buffer.alloc(0),
        responseDeserialize: () => undefined,
      },
    },
    { placeOrder: (_call: unknown, answer: grpc.sendUnaryData<unknown>) => answer(null, response) },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, address: `127.0.0.1:${port}` };
}
