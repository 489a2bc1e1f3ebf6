import type { Account } from '../../admission/account.ts';

interface Due<T> {
  readonly answer: Promise<T>;
  readonly commands: number;
}

/**
 * Pending answers, in the order of their requests. The reader adds an answer for each request, and the sender sends each one
 * when it resolves. A bound on the pending commands keeps the reader from getting too far ahead of the sender.
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

  /** @param partyCommands pending commands of all streams of the party. */
  constructor(maxCommands: number, partyCommands: Account) {
    this.#maxCommands = maxCommands;
    this.#partyCommands = partyCommands;
  }

  /** @param commands number of commands that this answers. */
  add(answer: Promise<T>, commands: number): void {
    // `next` rethrows a failure. This keeps a failure without a sender from ending the process.
    answer.catch(() => undefined);
    if (this.#abandoned) return;
    this.#due.push({ answer, commands });
    this.#commands += commands;
    this.#partyCommands.charge(commands);
    this.#wakeSender?.();
  }

  /** Resolves when another answer may be added; false after `abandon`. */
  async room(): Promise<boolean> {
    while (this.isFull && !this.#abandoned) {
      await new Promise<void>((wake) => {
        this.#wakeReader = wake;
      });
    }
    return !this.#abandoned;
  }

  /** All requests have been read. */
  end(): void {
    this.#end ??= {};
    this.#wakeSender?.();
  }

  /** Reading has failed. `next` throws this after the pending answers. */
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

  /** The sender has stopped. */
  abandon(): void {
    this.#abandoned = true;
    this.#answered(this.#commands);
    this.#wakeReader?.();
  }

  /** A stream without pending answers may always continue, even if other streams of its party use up the bound. */
  get isFull(): boolean {
    return this.#commands >= this.#maxCommands || (this.#commands > 0 && !this.#partyCommands.fits(1));
  }

  #answered(commands: number): void {
    // `abandon` may have returned them already.
    const given = Math.min(commands, this.#commands);
    this.#commands -= given;
    this.#partyCommands.give(given);
  }
}
