import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import {
  PlaceOrderRequestSchema,
  PlaceOrderResponseSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';

/* A grpc-js server with PlaceOrder that decodes a request and encodes an answer, and does nothing else. */

const response = create(PlaceOrderResponseSchema, { orderId: 1n });
const server = new grpc.Server();
server.addService(
  {
    placeOrder: {
      path: '/redleaf.v1.OrderService/PlaceOrder',
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
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.once('disconnect', () => process.exit(0));
