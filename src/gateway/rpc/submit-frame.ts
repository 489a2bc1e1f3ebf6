import type {
  OrderCommand as OrderCommandMessage,
  OrderEntryRequest,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { OrderCommand, Reply } from '../../domain/command.ts';
import { MAX_COMMANDS_PER_FRAME } from '../../domain/limits.ts';
import { type Refusal, RefusedError, refuse } from '../../domain/refusal.ts';
import { toOrderCommand } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';
import type { OrderStreams } from './order-streams.ts';

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

function isCounted({ command }: OrderCommandMessage): boolean {
  return command.case === 'place' || command.case === 'amend';
}

/**
 * Submits the well-formed commands of a frame of an order-entry stream that its party's rate allows. They may wait for places.
 *
 * @param signal commands that still wait when it aborts are not executed.
 * @throws RefusedError FIELD_REQUIRED or MESSAGE_TOO_LARGE, which ends the stream.
 */
export function submitFrame(
  frame: OrderEntryRequest,
  partyNumber: number,
  { exchange, rates }: Pick<OrderStreams, 'exchange' | 'rates'>,
  signal: AbortSignal,
): Promise<readonly Reply[]> {
  checkFrame(frame);
  const commands: OrderCommand[] = [];
  const refusals = new Map<number, Refusal>();
  let hasCancelAll = false;
  for (const [index, message] of frame.commands.entries()) {
    const tooFast = isCounted(message) ? rates.take(partyNumber) : undefined;
    if (tooFast !== undefined) {
      refusals.set(index, tooFast);
      continue;
    }
    const checks = new FieldChecks();
    const command = toOrderCommand(message, partyNumber, checks);
    if (checks.first !== undefined) refusals.set(index, checks.first);
    else if (command?.kind === 'cancelAll' && hasCancelAll) refusals.set(index, SECOND_CANCEL_ALL);
    else if (command !== undefined) commands.push(command);
    hasCancelAll ||= command?.kind === 'cancelAll';
  }
  const replies = exchange.submitInTurn(commands, signal);
  return refusals.size === 0 ? replies : withRefusals(replies, refusals);
}

/** Inserts the refusals of commands that were not submitted at their positions. */
async function withRefusals(
  replies: Promise<readonly Reply[]>,
  refusals: ReadonlyMap<number, Refusal>,
): Promise<readonly Reply[]> {
  const all: Reply[] = [...(await replies)];
  for (const [index, refusal] of refusals) all.splice(index, 0, refusal);
  return all;
}
