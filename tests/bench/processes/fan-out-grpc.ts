import * as grpc from '@grpc/grpc-js';

/* A grpc-js server that writes the bytes it is told to write to all who have subscribed. */

const asIs = (bytes: Buffer) => bytes;
const method = {
  requestStream: false,
  requestDeserialize: asIs,
  requestSerialize: asIs,
  responseDeserialize: asIs,
  responseSerialize: asIs,
};
const subscribers = new Set<grpc.ServerWritableStream<Buffer, Buffer>>();
const server = new grpc.Server();
server.addService(
  {
    subscribe: { ...method, path: '/bench.FanOut/Subscribe', responseStream: true },
    write: { ...method, path: '/bench.FanOut/Write', responseStream: false },
  },
  {
    subscribe: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
      subscribers.add(call);
      call.once('cancelled', () => subscribers.delete(call));
      call.write(call.request);
    },
    // The first byte says how often the rest is written.
    write: ({ request }: grpc.ServerUnaryCall<Buffer, Buffer>, answer: grpc.sendUnaryData<Buffer>) => {
      const bytes = request.subarray(1);
      for (const subscriber of subscribers) {
        for (let count = 0; count < request.readUInt8(); count += 1) subscriber.write(bytes);
      }
      answer(null, Buffer.alloc(0));
    },
  },
);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.once('disconnect', () => process.exit(0));
