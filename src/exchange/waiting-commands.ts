import { type Command, type Reply, senderOf } from '../domain/command.ts';

/** Commands of one call that wait. They are of one party. */
export interface WaitingCall {
  readonly commands: readonly Command[];
  /** Of the stream that sends them, whose calls keep their order. */
  readonly signal: AbortSignal | undefined;
  readonly start: (replies: Promise<readonly Reply[]>) => void;
}

/** The sender of calls that keep their order. A call without a signal is a stream of its own. */
type Stream = AbortSignal | WaitingCall;

/** Waiting calls of the streams of one party. The stream whose turn is next comes first. */
type PartyCalls = Map<Stream, WaitingCall[]>;

/** Calls that wait for places, or for the next commit. */
export class WaitingCommands {
  /** The party whose turn is next comes first. */
  readonly #parties = new Map<number, PartyCalls>();

  get isEmpty(): boolean {
    return this.#parties.size === 0;
  }

  /** Whether a call of this party's stream waits, so that a later one must wait too. */
  has(partyNumber: number, signal: AbortSignal | undefined): boolean {
    return signal !== undefined && this.#parties.get(partyNumber)?.has(signal) === true;
  }

  add(call: WaitingCall): void {
    const partyNumber = partyOf(call.commands);
    const stream = call.signal ?? call;
    const streams = this.#parties.get(partyNumber) ?? new Map<Stream, WaitingCall[]>();
    this.#parties.set(partyNumber, streams);
    const calls = streams.get(stream);
    if (calls === undefined) streams.set(stream, [call]);
    else calls.push(call);
  }

  /**
   * Offers calls: one of each party in rotation, and of the streams of a party in rotation. A call that does not start holds up
   * the later ones of its stream, and no others.
   *
   * @param hasStarted starts a call if it can. It adds none.
   */
  offer(hasStarted: (call: WaitingCall) => boolean): void {
    let offered = [...this.#parties].map(([partyNumber, streams]) => ({
      partyNumber,
      streams,
      starts: startCalls(streams, hasStarted),
    }));
    while (offered.length > 0) {
      offered = offered.filter(({ partyNumber, streams, starts }) => {
        if (starts.next().done === true) return false;
        this.#parties.delete(partyNumber);
        if (streams.size > 0) this.#parties.set(partyNumber, streams);
        return true;
      });
    }
  }
}

/** The party of a call; 0 for a call without commands. */
export function partyOf([first]: readonly Command[]): number {
  return first === undefined ? 0 : senderOf(first);
}

/** Yields after each call that has started. */
function* startCalls(streams: PartyCalls, hasStarted: (call: WaitingCall) => boolean): Generator<void> {
  const offered = [...streams];
  for (const [stream, calls] of offered) {
    // Out of the queue first: a fault in the call refuses all that wait, and it is not one of them.
    const first = calls.shift();
    if (first === undefined) continue;
    if (!hasStarted(first)) {
      calls.unshift(first);
      continue;
    }
    streams.delete(stream);
    if (calls.length > 0) {
      streams.set(stream, calls);
      // The loop comes to it again, after the others.
      offered.push([stream, calls]);
    }
    yield;
  }
}
