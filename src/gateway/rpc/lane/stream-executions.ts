import { toBinary } from '@bufbuild/protobuf';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import {
  OrderService,
  StreamExecutionsRequestSchema,
  StreamExecutionsResponseSchema,
} from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { ExecutionMessage } from '../../../feeds/execution-subscription.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import { fromExecutions } from '../execution-messages.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { toResumePoint } from '../resume-point.ts';
import { AwaitedSource } from './awaited-source.ts';
import { decode } from './decode.ts';
import { LogSource } from './log-source.ts';
import type { StreamRpc } from './stream-rpc.ts';

export function streamExecutions(feeds: Feeds): StreamRpc {
  const epoch = BigInt(feeds.epoch);
  return {
    method: OrderService.method.streamExecutions,
    maxBytes: MAX_REQUEST_BYTES,
    open(bytes, { caller }) {
      const request = decode(StreamExecutionsRequestSchema, bytes);
      const partyNumber = caller.check();
      const resumeFrom = toResumePoint(request, epoch);
      const encode = (message: ExecutionMessage) =>
        encodeEnvelope(0, toBinary(StreamExecutionsResponseSchema, fromExecutions(message, request, feeds)));
      return request.withQueuePositions
        ? new AwaitedSource(feeds.subscribeExecutionsAndPlaces(partyNumber, resumeFrom), encode)
        : new LogSource(feeds.executions.subscribe(partyNumber, resumeFrom), encode);
    },
  };
}
