import type { Command, OrderReference, Reply } from '../domain/command.ts';

/** Whether commands are taken now, and if not, why. */
export interface ExchangeStatus {
  readonly accepting: boolean;
  /** For people; empty while accepting. */
  readonly reason: string;
}

/** Commands that may have to wait until there are places for them. */
export interface Turn {
  readonly replies: Promise<readonly Reply[]>;
  /** Resolves when the commands are executed or refused; undefined when that has happened already. */
  readonly begun: Promise<void> | undefined;
}

/** What the server needs of the exchange. */
export interface Exchange {
  readonly status: ExchangeStatus;

  /** Commands that wait for the journal. */
  readonly commandsInFlight: number;

  /** Executes a command; resolves when what the reply says is durable. Never rejects for what the caller did. */
  submit(command: Command): Promise<Reply>;

  /**
   * Executes commands of one party in this order; resolves with their replies when all of them are durable. Refuses all
   * of them with TOO_MANY_REQUESTS when there are no places for them.
   */
  submitAll(commands: readonly Command[]): Promise<readonly Reply[]>;

  /**
   * The same, but waits for places where `submitAll` refuses. Commands whose signal aborts while they wait are
   * not executed. To keep an order, wait for `begun` before the next.
   */
  submitInTurn(commands: readonly Command[], signal?: AbortSignal): Turn;

  /** The number of an order of this party; undefined when it has none of that name. Says nothing about an order id's owner. */
  resolve(partyNumber: number, order: OrderReference): number | undefined;
}
