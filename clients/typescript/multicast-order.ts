import type { MulticastEvent, MulticastHeartbeat } from './multicast-message.ts';

/** A place in what the exchange sends: the last event that one has. */
export interface MulticastPosition {
  readonly session: string;
  readonly sequence: number;
}

/** The first event that is missing, and the last that is known to have been sent; some in between may be there. */
export interface MulticastGap {
  readonly session: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** What comes earlier than by so many is not kept: it can be had again. */
const MAX_AHEAD = 10_000;

/** Puts datagrams back in order, each once, and knows which are missing. */
export class MulticastOrder {
  readonly #from: 'now' | 'beginning' | MulticastPosition;
  readonly #held = new Map<number, MulticastEvent>();
  #session = '';
  #next = 1;
  /** The highest number that is known to have been sent. */
  #highest = 0;

  constructor(from: 'now' | 'beginning' | MulticastPosition) {
    this.#from = from;
  }

  take(message: MulticastEvent | MulticastHeartbeat): void {
    const { type, session, sequence } = message;
    if (session !== this.#session && !this.#begins(message)) return;
    this.#highest = Math.max(this.#highest, sequence);
    if (type === 'HEARTBEAT' || sequence < this.#next) return;
    if (sequence < this.#next + MAX_AHEAD) this.#held.set(sequence, message);
  }

  /** The next event; undefined when it is not there. */
  next(): MulticastEvent | undefined {
    const event = this.#held.get(this.#next);
    if (event === undefined) return undefined;
    this.#held.delete(this.#next);
    this.#next += 1;
    return event;
  }

  /** Undefined when nothing is missing. */
  get gap(): MulticastGap | undefined {
    if (this.#highest < this.#next || this.#held.has(this.#next)) return undefined;
    return { session: this.#session, firstSequence: this.#next, lastSequence: this.#highest };
  }

  /** Whether the message is of a session to listen to from now on: the first one, or one that began later. */
  #begins({ type, session, sequence }: MulticastEvent | MulticastHeartbeat): boolean {
    const isFirst = this.#session === '';
    if (!/^\d+$/.test(session) || (!isFirst && BigInt(session) < BigInt(this.#session))) return false;
    this.#session = session;
    this.#held.clear();
    this.#highest = 0;
    this.#next = 1;
    if (isFirst && this.#from === 'now') this.#next = type === 'HEARTBEAT' ? sequence + 1 : sequence;
    if (typeof this.#from === 'object' && this.#from.session === session)
      this.#next = this.#from.sequence + 1;
    return true;
  }
}
