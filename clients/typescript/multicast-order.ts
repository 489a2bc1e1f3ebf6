import type { MulticastEvent, MulticastHeartbeat } from './multicast-message.ts';

/** The last event that a reader has. */
export interface MulticastPosition {
  readonly session: string;
  readonly sequence: number;
}

/** The first missing event, and the last one that is known to have been sent. Some events in between may be present. */
export interface MulticastGap {
  readonly session: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** Datagrams further ahead than this are dropped. They can be requested again. */
const MAX_AHEAD = 10_000;

/** Sorts datagrams, drops repeats, and knows which ones are missing. */
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

  /** The next event; undefined if it is missing. */
  next(): MulticastEvent | undefined {
    const event = this.#held.get(this.#next);
    if (event === undefined) return undefined;
    this.#held.delete(this.#next);
    this.#next += 1;
    return event;
  }

  /** Undefined if nothing is missing. */
  get gap(): MulticastGap | undefined {
    if (this.#highest < this.#next || this.#held.has(this.#next)) return undefined;
    return { session: this.#session, firstSequence: this.#next, lastSequence: this.#highest };
  }

  /** Whether the message begins a session: the first one, or a later one than the current one. */
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
