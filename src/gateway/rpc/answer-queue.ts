import type { Account } from '../../admission/account.ts';

interface Due<T> {
  readonly answer: Promise<T>;
  readonly commands: number;
}

/**
 * Answers that are on their way, in the order in which they were asked for. One side adds
 * them as it reads requests, the other sends them as they come true; a bound on the
 * commands behind them keeps the first from running away from the second.
 */
export class AnswerQueue<T> {
  readonly #maxCommands: number;
  readonly #partyCommands: Account;
  readonly #due: Due<T>[] = [];
  #commands = 0;
  #end: { readonly error?: unknown } | undefined;
  #abandoned = false;
  #wakeSender: (() => void) | undefined;
  #wakeReader: (() => void) | undefined;

  /** @param partyCommands those of all streams of the party. */
  constructor(maxCommands: number, partyCommands: Account) {
    this.#maxCommands = maxCommands;
    this.#partyCommands = partyCommands;
  }

  /** @param commands how many commands are answered with it. */
  add(answer: Promise<T>, commands: number): void {
    // Whoever takes it sees the failure; if nobody does any more, it is nobody's business.
    answer.catch(() => undefined);
    if (this.#abandoned) return;
    this.#due.push({ answer, commands });
    this.#commands += commands;
    this.#partyCommands.charge(commands);
    this.#wakeSender?.();
  }

  /** Resolves when another answer may be added; false when nobody sends answers any more. */
  async room(): Promise<boolean> {
    while (this.#isFull && !this.#abandoned) {
      await new Promise<void>((wake) => {
        this.#wakeReader = wake;
      });
    }
    return !this.#abandoned;
  }

  /** No more requests will be read. */
  end(): void {
    this.#end ??= {};
    this.#wakeSender?.();
  }

  /** Reading has failed: said after the answers that are due. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wakeSender?.();
  }

  /** The next answer; undefined after the last. */
  async next(): Promise<T | undefined> {
    for (;;) {
      const due = this.#due.shift();
      if (due !== undefined) {
        const answer = await due.answer;
        this.#answered(due.commands);
        this.#wakeReader?.();
        return answer;
      }
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return undefined;
      }
      await new Promise<void>((wake) => {
        this.#wakeSender = wake;
      });
    }
  }

  /** Nobody sends answers any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#answered(this.#commands);
    this.#wakeReader?.();
  }

  /** A stream without answers that are due may go on, whatever the others of its party do not read. */
  get #isFull(): boolean {
    return this.#commands >= this.#maxCommands || (this.#commands > 0 && !this.#partyCommands.fits(1));
  }

  #answered(commands: number): void {
    // None is left when it was abandoned meanwhile.
    const given = Math.min(commands, this.#commands);
    this.#commands -= given;
    this.#partyCommands.give(given);
  }
}
