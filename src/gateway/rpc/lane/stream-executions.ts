import { OrderService, StreamExecutionsRequestSchema } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { ExecutionMessage } from '../../../feeds/execution-subscription.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import { encodedOnce } from '../encoded-once.ts';
import { positionsWith } from '../execution-messages.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { toResumePoint } from '../resume-point.ts';
import { AwaitedSource } from './awaited-source.ts';
import { decode } from './decode.ts';
import { encodeExecutions } from './encode-executions.ts';
import { LogSource } from './log-source.ts';
import type { StreamRpc } from './stream-rpc.ts';

export function streamExecutions(feeds: Feeds): StreamRpc {
  const epoch = BigInt(feeds.epoch);
  const { directory } = feeds;
  /** The streams of a party that ask for no more get the same message, and the same bytes. */
  const shared = encodedOnce((message: ExecutionMessage) => encodeExecutions(message, [], epoch, directory));
  return {
    method: OrderService.method.streamExecutions,
    maxBytes: MAX_REQUEST_BYTES,
    open(bytes, { caller }) {
      const request = decode(StreamExecutionsRequestSchema, bytes);
      const partyNumber = caller.check();
      const resumeFrom = toResumePoint(request, epoch);
      const encode = request.withPositions
        ? (message: ExecutionMessage) =>
            encodeExecutions(message, positionsWith(message, request, feeds), epoch, directory)
        : shared;
      return request.withQueuePositions
        ? new AwaitedSource(feeds.subscribeExecutionsAndPlaces(partyNumber, resumeFrom), encode)
        : new LogSource(feeds.executions.subscribe(partyNumber, resumeFrom), encode);
    },
  };
}
