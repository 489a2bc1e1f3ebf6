import { create } from '@bufbuild/protobuf';
import {
  type StreamExecutionsRequest,
  type StreamExecutionsResponse,
  StreamExecutionsResponseSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Position as PositionMessage } from '../../../gen/redleaf/v1/position_pb.ts';
import { ExecType, type ExecutionRecord } from '../../feeds/execution.ts';
import type { ExecutionMessage } from '../../feeds/execution-subscription.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Position } from '../../market/position.ts';
import { fromPosition } from './convert-market.ts';
import { fromExecution, fromQueuePlace } from './convert-responses.ts';

/** A message of a stream of executions, with what its request asks for. */
export function fromExecutions(
  { sequence, entries, queuePlaces = [] }: ExecutionMessage,
  { withPositions }: StreamExecutionsRequest,
  feeds: Feeds,
): StreamExecutionsResponse {
  return create(StreamExecutionsResponseSchema, {
    epoch: BigInt(feeds.epoch),
    sequence: BigInt(sequence),
    executions: entries.map((execution) => fromExecution(execution, feeds.directory)),
    positions: withPositions ? positionsAfter(entries, feeds) : [],
    queuePositions: queuePlaces.map(fromQueuePlace),
  });
}

/** The positions that these executions changed. */
function positionsAfter(entries: readonly ExecutionRecord[], feeds: Feeds): PositionMessage[] {
  const changed = new Set<Position>();
  for (const { execType, terms } of entries) {
    if (execType !== ExecType.Trade) continue;
    const position = feeds.positions.get(terms.partyNumber, terms.instrumentId);
    if (position !== undefined) changed.add(position);
  }
  return Array.from(changed, (position) => fromPosition(feeds.valued(position), feeds.directory));
}
