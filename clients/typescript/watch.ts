import type { Client } from '@connectrpc/connect';
import type { ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import type { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import type { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import type { Position } from '../../gen/redleaf/v1/position_pb.ts';
import type { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { LocalOrderBook } from './local-order-book.ts';
import { resumedStream, type StreamPosition } from './resumed-stream.ts';

export interface WatchOptions {
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the connection was lost and attempts begin. */
  readonly onInterrupted?: (() => void) | undefined;
  /** Called when the connection is back. Nothing was missed, or everything is sent again. */
  readonly onReconnected?: (() => void) | undefined;
  /** Time without a message after which the connection counts as lost; default: two heartbeats of the exchange. */
  readonly staleMs?: number | undefined;
}

export interface ResumeOptions extends WatchOptions {
  /** The last sequence seen; 0n for everything in memory. By default only future events. */
  readonly resumeFromSequence?: bigint | undefined;
  /** Epoch of that sequence; required unless it is 0n. The iteration throws `EPOCH_MISMATCH` if the exchange has another one. */
  readonly epoch?: bigint | undefined;
  /**
   * Called when everything up to a position has been taken. Store the position to continue there after a restart of your
   * program.
   */
  readonly onPosition?: ((position: StreamPosition) => void) | undefined;
}

export interface PositionOptions extends WatchOptions {
  /** Positions of all parties: for administrators, or where parties are public. */
  readonly allParties?: boolean | undefined;
}

/** Yields the book when it is complete, and then after each change: always the same object, updated. */
export async function* watchOrderBook(
  marketData: Client<typeof MarketDataService>,
  instrumentId: number,
  { signal, onInterrupted, onReconnected, staleMs }: WatchOptions,
): AsyncGenerator<LocalOrderBook, void, undefined> {
  const book = new LocalOrderBook(instrumentId);
  const open = (_: unknown, streamSignal: AbortSignal) =>
    marketData.streamOrderBook({ instrumentId }, { signal: streamSignal });
  const options = { resumeFrom: undefined, signal, canLogin: false, onInterrupted, onReconnected, staleMs };
  while (signal?.aborted !== true) {
    for await (const message of resumedStream(open, options)) {
      // A message is missing, so a new stream begins with the whole book.
      if (!book.apply(message)) break;
      if (book.isWhole && message.update.case !== 'heartbeat') yield book;
    }
  }
}

/** Trades of one instrument, or of all with 0: each exactly once and in order, even if connections are lost. */
export async function* watchTrades(
  marketData: Client<typeof MarketDataService>,
  instrumentId: number,
  options: ResumeOptions,
): AsyncGenerator<Trade, void, undefined> {
  const open = (resumeFrom: StreamPosition | undefined, signal: AbortSignal) =>
    marketData.streamTrades({ instrumentId, ...fieldsOf(resumeFrom) }, { signal });
  let last = options.resumeFromSequence ?? 0n;
  for await (const message of resumedStream(open, { ...resumptionOf(options), canLogin: false })) {
    // Repeated entries were yielded before.
    for (const trade of message.trades) if (trade.sequence > last) yield trade;
    last = message.sequence;
    options.onPosition?.(message);
  }
}

/** Reports on the caller's orders: each exactly once and in order, even if connections are lost. */
export async function* watchExecutions(
  orders: Client<typeof OrderService>,
  options: ResumeOptions & { readonly canLogin: boolean },
): AsyncGenerator<ExecutionReport, void, undefined> {
  const { canLogin } = options;
  const open = (resumeFrom: StreamPosition | undefined, signal: AbortSignal) =>
    orders.streamExecutions(fieldsOf(resumeFrom), { signal });
  let last = options.resumeFromSequence ?? 0n;
  for await (const message of resumedStream(open, { ...resumptionOf(options), canLogin })) {
    // Repeated entries were yielded before.
    for (const execution of message.executions) if (execution.sequence > last) yield execution;
    last = message.sequence;
    options.onPosition?.(message);
  }
}

/** Positions of the caller or of all parties: first all, then each changed one. After a lost connection all are sent again. */
export async function* watchPositions(
  positions: Client<typeof PositionService>,
  { allParties, canLogin, ...options }: PositionOptions & { readonly canLogin: boolean },
): AsyncGenerator<Position, void, undefined> {
  const open = (_: unknown, streamSignal: AbortSignal) =>
    positions.streamPositions({ allParties: allParties ?? false }, { signal: streamSignal });
  for await (const message of resumedStream(open, {
    resumeFrom: undefined,
    signal: undefined,
    ...options,
    canLogin,
  })) {
    yield* message.positions;
  }
}

function resumptionOf({ resumeFromSequence, epoch = 0n, signal, ...options }: ResumeOptions) {
  const resumeFrom = resumeFromSequence === undefined ? undefined : { epoch, sequence: resumeFromSequence };
  return { ...options, signal, resumeFrom };
}

function fieldsOf(position: StreamPosition | undefined) {
  return position === undefined ? {} : { epoch: position.epoch, resumeFromSequence: position.sequence };
}
