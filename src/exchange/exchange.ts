import type { Command, OrderReference, Reply } from '../domain/command.ts';

/** Whether the exchange accepts commands, and if not, why. */
export interface ExchangeStatus {
  readonly accepting: boolean;
  /** For people; empty while accepting. */
  readonly reason: string;
}

/** The exchange, as the gateway sees it. */
export interface Exchange {
  readonly status: ExchangeStatus;

  /** Commands that wait for the journal. */
  readonly commandsInFlight: number;

  /**
   * Executes a command. Resolves when everything that the reply says is durable. A wrong command is a refusal, not a rejection.
   */
  submit(command: Command): Promise<Reply>;

  /**
   * Executes commands of one party in this order. Resolves with their replies when all of them are durable. Refuses all of them
   * with TOO_MANY_REQUESTS if there are too few places.
   */
  submitAll(commands: readonly Command[]): Promise<readonly Reply[]>;

  /**
   * Like `submitAll`, but waits for places. Commands with the same signal are executed in the order of their calls. Commands
   * whose signal aborts during the wait are not executed.
   */
  submitInTurn(commands: readonly Command[], signal?: AbortSignal): Promise<readonly Reply[]>;

  /**
   * The id of an order of this party; undefined if the party has no order with that client order id. The owner of a given order
   * id is not checked.
   */
  resolve(partyNumber: number, order: OrderReference): Promise<number | undefined>;
}
