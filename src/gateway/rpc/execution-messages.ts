import { create } from '@bufbuild/protobuf';
import {
  type StreamExecutionsRequest,
  type StreamExecutionsResponse,
  StreamExecutionsResponseSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExecType } from '../../feeds/execution.ts';
import type { ExecutionMessage } from '../../feeds/execution-subscription.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { ValuedPosition } from '../../feeds/position-subscription.ts';
import type { Position } from '../../market/position.ts';
import { fromPosition } from './convert-market.ts';
import { fromExecution, fromQueuePlace } from './convert-responses.ts';

/** A message of a stream of executions, with what its request asks for. */
export function fromExecutions(
  message: ExecutionMessage,
  request: StreamExecutionsRequest,
  feeds: Feeds,
): StreamExecutionsResponse {
  const { sequence, entries, queuePlaces = [] } = message;
  const positions = positionsWith(message, request, feeds);
  return create(StreamExecutionsResponseSchema, {
    epoch: BigInt(feeds.epoch),
    sequence: BigInt(sequence),
    executions: entries.map((execution) => fromExecution(execution, feeds.directory)),
    positions: positions.map((position) => fromPosition(position, feeds.directory)),
    queuePositions: queuePlaces.map(fromQueuePlace),
  });
}

/** The positions that the executions of a message changed, if its request asks for them. */
export function positionsWith(
  { entries }: ExecutionMessage,
  { withPositions }: StreamExecutionsRequest,
  feeds: Feeds,
): ValuedPosition[] {
  const changed = new Set<Position>();
  for (const { execType, terms } of withPositions ? entries : []) {
    if (execType !== ExecType.Trade) continue;
    const position = feeds.positions.get(terms.partyNumber, terms.instrumentId);
    if (position !== undefined) changed.add(position);
  }
  return Array.from(changed, (position) => feeds.valued(position));
}
