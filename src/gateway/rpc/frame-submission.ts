import type {
  OrderCommand as OrderCommandMessage,
  OrderEntryRequest,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { OrderCommand, Reply } from '../../domain/command.ts';
import { MAX_COMMANDS_PER_FRAME } from '../../domain/limits.ts';
import { type Refusal, RefusedError, refuse } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { STREAM_ENDED } from '../../exchange/stream-ended.ts';
import { toOrderCommand } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';
import type { OrderRates } from './order-rates.ts';

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

/** Where commands go, and what limits them. */
interface Destination {
  readonly exchange: Pick<Exchange, 'submitInTurn'>;
  readonly rates: Pick<OrderRates, 'take'>;
}

/** Reading and submitting them takes about a quarter of a millisecond. */
const COMMANDS_PER_PART = 128;

/** Finding a party's orders takes milliseconds when there are a million: a frame may ask for it once. */
const SECOND_CANCEL_ALL = refuse('FIELD_INVALID', 'a frame may have one cancel_all', 'command');

function isCounted({ command }: OrderCommandMessage): boolean {
  return command.case === 'place' || command.case === 'amend';
}

/**
 * A frame of an order-entry stream, submitted in parts: a large one takes milliseconds, and requests of others are read between
 * two parts. The well-formed commands that the party's rate allows are submitted. They may wait for places.
 */
export class FrameSubmission {
  /** Of all commands, in their order. */
  readonly replies: Promise<readonly Reply[]>;
  readonly #messages: readonly OrderCommandMessage[];
  readonly #partyNumber: number;
  readonly #destination: Destination;
  readonly #signal: AbortSignal;
  readonly #parts: Promise<readonly Reply[]>[] = [];
  readonly #resolve: (replies: Promise<readonly Reply[]>) => void;
  #submitted = 0;
  #hasCancelAll = false;

  /**
   * @param signal commands that still wait when it aborts are not executed.
   * @throws RefusedError FIELD_REQUIRED or MESSAGE_TOO_LARGE, which ends the stream.
   */
  constructor(frame: OrderEntryRequest, partyNumber: number, destination: Destination, signal: AbortSignal) {
    checkFrame(frame);
    this.#messages = frame.commands;
    this.#partyNumber = partyNumber;
    this.#destination = destination;
    this.#signal = signal;
    const { promise, resolve } = Promise.withResolvers<readonly Reply[]>();
    this.replies = promise;
    this.#resolve = resolve;
  }

  get commandCount(): number {
    return this.#messages.length;
  }

  /** Commands of the next part; 0 when all are submitted. */
  get nextCount(): number {
    return Math.min(COMMANDS_PER_PART, this.commandCount - this.#submitted);
  }

  /** @returns the replies to this part. */
  submitNext(): Promise<readonly Reply[]> {
    const end = this.#submitted + this.nextCount;
    const replies = this.#submit(this.#messages.slice(this.#submitted, end));
    this.#submitted = end;
    this.#add(replies);
    return replies;
  }

  /** The stream has ended: what is not submitted is refused. */
  abandon(): void {
    const rest = this.#messages.slice(this.#submitted);
    if (rest.length === 0) return;
    this.#submitted = this.commandCount;
    this.#add(Promise.resolve(rest.map(() => STREAM_ENDED)));
  }

  #add(part: Promise<readonly Reply[]>): void {
    this.#parts.push(part);
    if (this.nextCount > 0) return;
    this.#resolve(this.#parts.length === 1 ? part : Promise.all(this.#parts).then((parts) => parts.flat()));
  }

  #submit(messages: readonly OrderCommandMessage[]): Promise<readonly Reply[]> {
    const partyNumber = this.#partyNumber;
    const { exchange, rates } = this.#destination;
    const commands: OrderCommand[] = [];
    const refusals = new Map<number, Refusal>();
    for (const [index, message] of messages.entries()) {
      const tooFast = isCounted(message) ? rates.take(partyNumber) : undefined;
      if (tooFast !== undefined) {
        refusals.set(index, tooFast);
        continue;
      }
      const checks = new FieldChecks();
      const command = toOrderCommand(message, partyNumber, checks);
      const isCancelAll = command?.kind === 'cancelAll';
      if (checks.first !== undefined) refusals.set(index, checks.first);
      else if (isCancelAll && this.#hasCancelAll) refusals.set(index, SECOND_CANCEL_ALL);
      else if (command !== undefined) commands.push(command);
      this.#hasCancelAll ||= isCancelAll;
    }
    const replies = exchange.submitInTurn(commands, this.#signal);
    return refusals.size === 0 ? replies : withRefusals(replies, refusals);
  }
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
