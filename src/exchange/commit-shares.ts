import type { CommitGroup } from './commit-group.ts';

/** Takes about half a millisecond to execute. */
const MAX_COMMANDS = 256;
/** Parties that send once in some milliseconds count as sending. */
const COMMITS_TO_REMEMBER = 256;
/** The sender of commands that are of no party. */
const NO_PARTY = 0;

/**
 * The share of one party in a commit. All commands of a commit wait for all of it, so while several parties send, none of them
 * makes it long for the others. A party that sends alone has no bound, because long commits make better use of a slow disk.
 */
export class CommitShares {
  readonly #maxCommands: number;
  #lastSender = NO_PARTY;
  #commits = 0;
  /** Number of the commit from which on the last sender is alone, if no other one sends before. */
  #aloneFrom = 0;

  constructor(maxCommands = MAX_COMMANDS) {
    this.#maxCommands = maxCommands;
  }

  /** Commands of a party are executed. */
  sent(partyNumber: number): void {
    if (partyNumber === NO_PARTY || partyNumber === this.#lastSender) return;
    if (this.#lastSender !== NO_PARTY) this.#aloneFrom = this.#commits + COMMITS_TO_REMEMBER;
    this.#lastSender = partyNumber;
  }

  /** A commit begins. */
  committed(): void {
    this.#commits += 1;
  }

  /** Whether commands of a party fit into its share. More than a whole share fits if the party has nothing else in this commit. */
  fits(filling: CommitGroup, partyNumber: number, commands: number): boolean {
    if (this.#commits >= this.#aloneFrom) return true;
    const own = filling.commandsOf(partyNumber);
    return own === 0 || own + commands <= this.#maxCommands;
  }
}
