import {
  StreamExecutionsResponseTag,
  writeExecutionReport,
  writePosition,
  writeQueuePosition,
} from '../../../../gen/redleaf/v1/order_service_codec.ts';
import { orderStatusOf } from '../../../domain/order-progress.ts';
import { type ExecutionRecord, execIdOf, isMaker } from '../../../feeds/execution.ts';
import type { ExecutionMessage } from '../../../feeds/execution-subscription.ts';
import type { ValuedPosition } from '../../../feeds/position-subscription.ts';
import { realizedOf, unrealizedOf } from '../../../market/position.ts';
import { ratio } from '../../../market/sum.ts';
import type { PartyNames } from '../convert-responses.ts';
import { beginEnvelope, finishEnvelope, wire } from './envelope-writer.ts';

/** A `StreamExecutionsResponse`, byte for byte as `execution-messages.ts` and protobuf-es encode it. */
export function encodeExecutions(
  { sequence, entries, queuePlaces = [] }: ExecutionMessage,
  positions: readonly ValuedPosition[],
  epoch: bigint,
  parties: PartyNames,
): Buffer {
  beginEnvelope();
  wire.uint(StreamExecutionsResponseTag.sequence, sequence);
  for (const execution of entries) {
    const start = wire.open(StreamExecutionsResponseTag.executions);
    writeExecution(execution, parties);
    wire.close(start);
  }
  wire.uint64(StreamExecutionsResponseTag.epoch, epoch);
  for (const valued of positions) {
    const start = wire.open(StreamExecutionsResponseTag.positions);
    writeValued(valued, parties);
    wire.close(start);
  }
  for (const place of queuePlaces) {
    const start = wire.open(StreamExecutionsResponseTag.queuePositions);
    writeQueuePosition(wire, place);
    wire.close(start);
  }
  return finishEnvelope();
}

function writeExecution(execution: ExecutionRecord, parties: PartyNames): void {
  const { terms, progress } = execution;
  writeExecutionReport(
    wire,
    execution,
    execIdOf(execution),
    parties.party(terms.partyNumber)?.partyId ?? '',
    ratio(progress.notional, progress.cumQuantity),
    orderStatusOf(progress),
    isMaker(execution),
  );
}

function writeValued(valued: ValuedPosition, parties: PartyNames): void {
  const { position, lastPrice } = valued;
  const { boughtQuantity, soldQuantity, boughtNotional, soldNotional, netQuantity, openNotional } = position;
  writePosition(
    wire,
    valued,
    ratio(boughtNotional, boughtQuantity),
    ratio(soldNotional, soldQuantity),
    parties.party(position.partyNumber)?.partyId ?? '',
    ratio(openNotional, netQuantity),
    realizedOf(position),
    lastPrice === undefined ? undefined : unrealizedOf(position, lastPrice),
  );
}
