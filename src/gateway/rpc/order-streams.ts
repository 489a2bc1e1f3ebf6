import { Account } from '../../admission/account.ts';
import type { Reply } from '../../domain/command.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { AnswerQueue } from './answer-queue.ts';
import { CommandTurns } from './command-turns.ts';
import type { OrderRates } from './order-rates.ts';

/** Bounds the pending answers of one party, which wait in memory: as many as this number of full streams has. */
const FULL_STREAMS_PER_PARTY = 4;

/** What the order-entry streams of one party share. */
interface PartyStreams {
  /** Pending answers. */
  readonly commands: Account;
  readonly submitting: CommandTurns;
  readonly answering: CommandTurns;
}

/** What a stream has of its own, and shares with those of its party. */
interface OrderStream {
  /** Its pending answers. */
  readonly answers: AnswerQueue<readonly Reply[]>;
  /** Turns of its party to submit commands. */
  readonly submitting: CommandTurns;
  /** Turns of its party to encode the answers to commands. */
  readonly answering: CommandTurns;
}

/** What the order-entry streams share. */
export class OrderStreams {
  readonly exchange: Exchange;
  readonly rates: OrderRates;
  readonly epoch: bigint;
  readonly #maxCommandsInFlight: number;
  readonly #parties = new Map<number, PartyStreams>();

  /** @param maxCommandsInFlight of one stream. */
  constructor(exchange: Exchange, rates: OrderRates, epoch: bigint, maxCommandsInFlight: number) {
    this.exchange = exchange;
    this.rates = rates;
    this.epoch = epoch;
    this.#maxCommandsInFlight = maxCommandsInFlight;
  }

  open(partyNumber: number): OrderStream {
    let party = this.#parties.get(partyNumber);
    if (party === undefined) {
      party = {
        commands: new Account(FULL_STREAMS_PER_PARTY * this.#maxCommandsInFlight),
        submitting: new CommandTurns(),
        answering: new CommandTurns(),
      };
      this.#parties.set(partyNumber, party);
    }
    const { commands, submitting, answering } = party;
    return { answers: new AnswerQueue(this.#maxCommandsInFlight, commands), submitting, answering };
  }
}
