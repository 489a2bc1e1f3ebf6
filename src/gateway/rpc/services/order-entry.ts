import { create } from '@bufbuild/protobuf';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import {
  type OrderEntryRequest,
  type OrderEntryResponse,
  OrderEntryResponseSchema,
  type OrderService,
} from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { Account } from '../../../admission/account.ts';
import type { Auth } from '../../../auth/auth.ts';
import type { OrderCommand, Reply } from '../../../domain/command.ts';
import { MAX_COMMANDS_PER_FRAME } from '../../../domain/limits.ts';
import { type Refusal, RefusedError, refuse } from '../../../domain/refusal.ts';
import type { Exchange } from '../../../exchange/exchange.ts';
import { AnswerQueue } from '../answer-queue.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { toOrderCommand } from '../convert-requests.ts';
import { fromReply } from '../convert-responses.ts';
import { FieldChecks } from '../field-checks.ts';

interface Parts {
  readonly exchange: Exchange;
  readonly epoch: bigint;
  readonly auth: Auth;
  readonly maxStreamCommandsInFlight: number;
}

/** Bounds the pending answers of one party, which wait in memory: as many as this number of full streams has. */
const FULL_STREAMS_PER_PARTY = 4;

/**
 * Frames are submitted as they arrive, before the previous ones are durable, and answered in the same order. If the caller
 * sends faster than the journal commits, the bound on commands in flight pauses the reading, and flow control stops the caller.
 */
export function orderEntry(parts: Parts): ServiceImpl<typeof OrderService>['orderEntry'] {
  const accounts = new Map<number, Account>();
  const commandsOf = (partyNumber: number): Account => {
    let account = accounts.get(partyNumber);
    if (account === undefined) {
      account = new Account(FULL_STREAMS_PER_PARTY * parts.maxStreamCommandsInFlight);
      accounts.set(partyNumber, account);
    }
    return account;
  };
  return async function* answerFrames(frames: AsyncIterable<OrderEntryRequest>, context: HandlerContext) {
    const { auth, maxStreamCommandsInFlight } = parts;
    const signal = sessionSignalOf(context, auth);
    const { partyNumber } = callerOf(context).party;
    const answers = new AnswerQueue<OrderEntryResponse>(maxStreamCommandsInFlight, commandsOf(partyNumber));
    try {
      void readFrames(frames, answers, signal, (frame) => execute(frame, partyNumber, parts, signal));
      for (;;) {
        const answer = await answers.next();
        if (answer === undefined) break;
        yield answer;
      }
    } finally {
      answers.abandon();
    }
    signal.throwIfAborted();
  };
}

interface FrameTurn {
  readonly answer: Promise<OrderEntryResponse>;
  /** Resolves when the commands are executed; undefined if they already are. */
  readonly begun: Promise<void> | undefined;
}

/** Never rejects: the queue reports the end of the reading, after the pending answers. */
async function readFrames(
  frames: AsyncIterable<OrderEntryRequest>,
  answers: AnswerQueue<OrderEntryResponse>,
  signal: AbortSignal,
  answerTo: (frame: OrderEntryRequest) => FrameTurn,
): Promise<void> {
  const stop = () => answers.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const frame of frames) {
      if (signal.aborted) break;
      checkFrame(frame);
      const { answer, begun } = answerTo(frame);
      answers.add(answer, frame.commands.length);
      if (begun !== undefined) await begun;
      if (!(await answers.room())) break;
    }
    answers.end();
  } catch (error) {
    answers.fail(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** @throws RefusedError FIELD_REQUIRED or MESSAGE_TOO_LARGE, which ends the stream. */
function checkFrame({ commands }: OrderEntryRequest): void {
  if (commands.length === 0) {
    throw new RefusedError(refuse('FIELD_REQUIRED', 'a frame needs at least one command', 'commands'));
  }
  if (commands.length <= MAX_COMMANDS_PER_FRAME) return;
  throw new RefusedError(
    refuse(
      'MESSAGE_TOO_LARGE',
      `a frame may have at most ${MAX_COMMANDS_PER_FRAME} commands; this one has ${commands.length}`,
      'commands',
      { max: String(MAX_COMMANDS_PER_FRAME) },
    ),
  );
}

/** Finding a party's orders takes milliseconds when there are a million: a frame may ask for it once. */
const SECOND_CANCEL_ALL = refuse('FIELD_INVALID', 'a frame may have one cancel_all', 'command');

/** Submits the well-formed commands of a frame, which may wait for places. */
function execute(
  frame: OrderEntryRequest,
  partyNumber: number,
  { exchange, epoch }: Pick<Parts, 'exchange' | 'epoch'>,
  signal: AbortSignal,
): FrameTurn {
  const commands: OrderCommand[] = [];
  const refusals = new Map<number, Refusal>();
  let hasCancelAll = false;
  for (const [index, message] of frame.commands.entries()) {
    const checks = new FieldChecks();
    const command = toOrderCommand(message, partyNumber, checks);
    if (checks.first !== undefined) refusals.set(index, checks.first);
    else if (command?.kind === 'cancelAll' && hasCancelAll) refusals.set(index, SECOND_CANCEL_ALL);
    else if (command !== undefined) commands.push(command);
    hasCancelAll ||= command?.kind === 'cancelAll';
  }
  const { replies, begun } = exchange.submitInTurn(commands, signal);
  return { answer: toAnswer(replies, refusals, epoch), begun };
}

async function toAnswer(
  replies: Promise<readonly Reply[]>,
  refusals: ReadonlyMap<number, Refusal>,
  epoch: bigint,
): Promise<OrderEntryResponse> {
  const results = inOrder(await replies, refusals).map((reply) => fromReply(reply, epoch));
  return create(OrderEntryResponseSchema, { results });
}

/** Inserts the refusals of commands that were not submitted at their positions. */
function inOrder(replies: readonly Reply[], refusals: ReadonlyMap<number, Refusal>): readonly Reply[] {
  if (refusals.size === 0) return replies;
  const all: Reply[] = [...replies];
  for (const [index, refusal] of refusals) all.splice(index, 0, refusal);
  return all;
}
