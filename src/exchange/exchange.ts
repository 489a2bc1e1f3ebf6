import type { Command, OrderReference, Reply } from '../domain/command.ts';

/** Whether commands are taken now, and if not, why. */
export interface ExchangeStatus {
  readonly accepting: boolean;
  /** For people; empty while accepting. */
  readonly reason: string;
}

/** What the server needs of the exchange. */
export interface Exchange {
  readonly status: ExchangeStatus;

  /** Commands that wait for the journal. */
  readonly commandsInFlight: number;

  /** Executes a command; resolves when what the reply says is durable. Never rejects for what the caller did. */
  submit(command: Command): Promise<Reply>;

  /** Executes commands in this order; resolves with their replies when all of them are durable. */
  submitAll(commands: readonly Command[]): Promise<readonly Reply[]>;

  /** The number of an order of this party; undefined when it has none of that name. Says nothing about an order id's owner. */
  resolve(partyNumber: number, order: OrderReference): number | undefined;
}
