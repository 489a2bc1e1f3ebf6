import type { Reply } from '../domain/command.ts';
import type { TakenPlaces } from './command-places.ts';

/** A caller whose replies wait for a commit. */
export interface WaitingReplies {
  readonly partyNumber: number;
  readonly replies: readonly Reply[];
  readonly places: TakenPlaces;
  readonly answer: (replies: readonly Reply[]) => void;
}

/** The callers whose replies wait for the same commit. */
export class CommitGroup {
  readonly callers: WaitingReplies[] = [];
  readonly #commandsOfParties = new Map<number, number>();

  add(caller: WaitingReplies): void {
    const { partyNumber, replies } = caller;
    this.callers.push(caller);
    this.#commandsOfParties.set(partyNumber, this.commandsOf(partyNumber) + replies.length);
  }

  /** Commands of a party that wait for this commit. */
  commandsOf(partyNumber: number): number {
    return this.#commandsOfParties.get(partyNumber) ?? 0;
  }
}
