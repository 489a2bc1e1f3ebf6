import type { Command, Reply } from '../../src/domain/command.ts';
import { expectSame } from './expect-same.ts';
import { type Expected, Model } from './model.ts';

/** A command that was executed, and what the clock said then. */
interface Executed {
  readonly command: Command;
  readonly nowNs: bigint;
}

/** Commands that were handed to the exchange together, and what their answers must say. */
export class Call {
  readonly commands: readonly Command[];
  /** Undefined until it is known that the exchange took them. */
  expected: readonly Expected[] | undefined;
  /** The last event when they had been executed: they may not be answered before it is durable. */
  restsOn = 0;
  /** What they rest on was lost: they have not happened. */
  isDropped = false;
  replies: readonly Reply[] | undefined;

  constructor(commands: readonly Command[]) {
    this.commands = commands;
  }
}

/**
 * The commands that the exchange took, in their order, and the two states that they come to: with all of them, and with those alone
 * that are durable.
 */
export class Ledger {
  readonly #maxOpenOrdersPerParty: number;
  readonly #durableCommands: Executed[] = [];
  /** Since the last batch was written. */
  #executed: Executed[] = [];
  /** Of the batch that is being written. */
  #written: Executed[] = [];
  #unanswered: Call[] = [];
  /** What is durable. */
  readonly durable: Model;
  /** What the exchange has executed. */
  ahead: Model;

  constructor(maxOpenOrdersPerParty: number) {
    this.#maxOpenOrdersPerParty = maxOpenOrdersPerParty;
    this.durable = new Model(maxOpenOrdersPerParty);
    this.ahead = new Model(maxOpenOrdersPerParty);
  }

  /** The exchange has taken these, at this time. */
  execute(call: Call, nowNs: bigint): void {
    call.expected = call.commands.map((command) => {
      const events = this.ahead.events;
      const expected = this.ahead.execute(command, nowNs);
      if (this.ahead.events > events) this.#executed.push({ command, nowNs });
      return expected;
    });
    call.restsOn = this.ahead.events;
    this.#unanswered.push(call);
  }

  answered(call: Call): void {
    this.#unanswered = this.#unanswered.filter((other) => other !== call);
  }

  /** All that was executed since is being written, and only that. */
  written(lastSequence: number): void {
    this.#written = this.#executed;
    this.#executed = [];
    expectSame(lastSequence, this.ahead.events, 'the batch ends with the last event that was executed');
  }

  /** What was being written is durable. */
  synced(lastSequence: number): void {
    for (const { command, nowNs } of this.#written) this.durable.execute(command, nowNs);
    this.#durableCommands.push(...this.#written);
    this.#written = [];
    expectSame(lastSequence, this.durable.events, 'the journal ends with the last event of the model');
  }

  /** Nothing has happened but what is durable. */
  forgetRest(): void {
    this.#executed = [];
    this.#written = [];
    for (const call of this.#unanswered) call.isDropped = call.restsOn > this.durable.events;
    this.#unanswered = [];
    this.ahead = new Model(this.#maxOpenOrdersPerParty);
    for (const { command, nowNs } of this.#durableCommands) this.ahead.execute(command, nowNs);
  }

  /** After a crash the journal ends here: with the batch that was being written, or without it. */
  recovered(lastSequence: number): void {
    if (lastSequence > this.durable.events) this.synced(lastSequence);
    expectSame(lastSequence, this.durable.events, 'what was acknowledged is in the journal after a crash');
    this.forgetRest();
  }
}
