import type { Command, Reply } from '../domain/command.ts';

/** Commands of one call that wait for places. */
export interface WaitingCall {
  readonly commands: readonly Command[];
  /** Of the stream that sends them, whose calls keep their order. */
  readonly signal: AbortSignal | undefined;
  readonly start: (replies: Promise<readonly Reply[]>) => void;
}

/** Calls that wait for places, in order of arrival. */
export class WaitingCommands {
  #calls: WaitingCall[] = [];
  /** Number of waiting calls of each stream. */
  readonly #ofStreams = new Map<AbortSignal, number>();

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Whether a call of this stream waits, so that a later one must wait too. */
  has(signal: AbortSignal | undefined): boolean {
    return signal !== undefined && this.#ofStreams.has(signal);
  }

  add(call: WaitingCall): void {
    this.#calls.push(call);
    this.#count(call, 1);
  }

  /**
   * Offers the calls in order of arrival. A call that does not start holds up the later ones of its stream, and no others.
   *
   * @param hasStarted starts a call if it can.
   */
  offer(hasStarted: (call: WaitingCall) => boolean): void {
    const offered = this.#calls;
    const heldUp = new Set<AbortSignal>();
    this.#calls = [];
    for (const call of offered) {
      const { signal } = call;
      const starts = !(signal !== undefined && heldUp.has(signal)) && hasStarted(call);
      if (starts) this.#count(call, -1);
      else {
        if (signal !== undefined) heldUp.add(signal);
        this.#calls.push(call);
      }
    }
  }

  #count({ signal }: WaitingCall, change: 1 | -1): void {
    if (signal === undefined) return;
    const count = (this.#ofStreams.get(signal) ?? 0) + change;
    if (count === 0) this.#ofStreams.delete(signal);
    else this.#ofStreams.set(signal, count);
  }
}
