import { Account } from '../../admission/account.ts';
import type { Reply } from '../../domain/command.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { AnswerQueue } from './answer-queue.ts';
import type { OrderRates } from './order-rates.ts';

/** Bounds the pending answers of one party, which wait in memory: as many as this number of full streams has. */
const FULL_STREAMS_PER_PARTY = 4;

/** What the order-entry streams share. */
export class OrderStreams {
  readonly exchange: Exchange;
  readonly rates: OrderRates;
  readonly epoch: bigint;
  readonly #maxCommandsInFlight: number;
  readonly #commandsOfParties = new Map<number, Account>();

  /** @param maxCommandsInFlight of one stream. */
  constructor(exchange: Exchange, rates: OrderRates, epoch: bigint, maxCommandsInFlight: number) {
    this.exchange = exchange;
    this.rates = rates;
    this.epoch = epoch;
    this.#maxCommandsInFlight = maxCommandsInFlight;
  }

  /** The pending answers of a new stream. */
  openAnswers(partyNumber: number): AnswerQueue<readonly Reply[]> {
    let commands = this.#commandsOfParties.get(partyNumber);
    if (commands === undefined) {
      commands = new Account(FULL_STREAMS_PER_PARTY * this.#maxCommandsInFlight);
      this.#commandsOfParties.set(partyNumber, commands);
    }
    return new AnswerQueue(this.#maxCommandsInFlight, commands);
  }
}
