import type { Position } from '../market/position.ts';
import type { Subscription } from './subscriptions.ts';
import { Wakeup } from './wakeup.ts';

/** Positions of one message at most. */
const MAX_POSITIONS_PER_MESSAGE = 250;
/** An own position is sent again when its price moved, at most this often. */
const REVALUED_EVERY_MS = 1_000;
/** Positions of everyone are collected for this long, so that a busy market is few messages. */
const EVERYONE_EVERY_MS = 100;

/** A position with the last price of its instrument; undefined while that has never traded. */
export interface ValuedPosition {
  readonly position: Position;
  readonly lastPrice: number | undefined;
}

export interface PositionMessage {
  /** The last event that the positions include. A message without positions is a heartbeat. */
  readonly sequence: number;
  readonly positions: readonly ValuedPosition[];
  /** Part of the snapshot that the stream begins with. */
  readonly isSnapshot: boolean;
  /** The next message is another part of the snapshot. */
  readonly hasMore: boolean;
}

export interface PositionOptions {
  readonly heartbeatMs: number;
  readonly isOfEveryone: boolean;
  /** The positions with keys above one, in order of key, at most `count`. */
  readonly after: (key: number, count: number) => readonly Position[];
  readonly keyOf: (position: Position) => number;
  readonly lastPriceOf: (instrumentId: number) => number | undefined;
  readonly sequence: () => number;
  readonly onClose: () => void;
}

/**
 * All positions in parts, then each changed position, in its state at the time of sending. Only a set of changed positions
 * waits, so it never outgrows the positions.
 */
export class PositionSubscription implements Subscription<PositionMessage> {
  readonly #options: PositionOptions;
  readonly #wakeup = new Wakeup();
  readonly #changed = new Set<Position>();
  /** The price that each own position was last valued at. */
  readonly #prices = new Map<Position, number | undefined>();
  /** Key of the last position of the snapshot that was sent; undefined when all were. */
  #snapshotAfter: number | undefined = 0;
  #sentAtMs = 0;
  #revaluedAtMs = performance.now();

  constructor(options: PositionOptions) {
    this.#options = options;
  }

  changed(position: Position): void {
    this.#changed.add(position);
    this.#wakeup.wake();
  }

  async next(signal: AbortSignal): Promise<PositionMessage | undefined> {
    if (this.#snapshotAfter !== undefined) return this.#nextPart(this.#snapshotAfter);
    const { heartbeatMs, isOfEveryone } = this.#options;
    const heartbeatAtMs = performance.now() + heartbeatMs;
    while (!signal.aborted) {
      const nowMs = performance.now();
      const earliestMs = this.#sentAtMs + (isOfEveryone ? EVERYONE_EVERY_MS : 0);
      if (this.#changed.size > 0 && nowMs >= earliestMs) return this.#nextChanges();
      // No heartbeat while changes wait, because its sequence would imply that they were sent.
      const isQuiet = this.#changed.size === 0;
      if (isQuiet && nowMs >= heartbeatAtMs) return this.#message([], false, false);
      const wakeAtMs = [isQuiet ? heartbeatAtMs : earliestMs];
      if (!isOfEveryone) {
        if (nowMs >= this.#revaluedAtMs + REVALUED_EVERY_MS) {
          this.#noteMoved();
          this.#revaluedAtMs = nowMs;
          continue;
        }
        wakeAtMs.push(this.#revaluedAtMs + REVALUED_EVERY_MS);
      }
      await this.#wakeup.sleep(Math.ceil(Math.min(...wakeAtMs) - nowMs), signal);
    }
    return undefined;
  }

  close(): void {
    this.#changed.clear();
    this.#options.onClose();
  }

  #nextPart(after: number): PositionMessage {
    const found = this.#options.after(after, MAX_POSITIONS_PER_MESSAGE + 1);
    const part = found.slice(0, MAX_POSITIONS_PER_MESSAGE);
    const last = part.at(-1);
    const hasMore = found.length > part.length;
    this.#snapshotAfter = hasMore && last !== undefined ? this.#options.keyOf(last) : undefined;
    for (const position of part) this.#changed.delete(position);
    return this.#message(part, true, hasMore);
  }

  #nextChanges(): PositionMessage {
    const some: Position[] = [];
    for (const position of this.#changed) {
      if (some.length === MAX_POSITIONS_PER_MESSAGE) break;
      some.push(position);
      this.#changed.delete(position);
    }
    return this.#message(some, false, false);
  }

  #message(some: readonly Position[], isSnapshot: boolean, hasMore: boolean): PositionMessage {
    const { isOfEveryone, lastPriceOf, sequence } = this.#options;
    const positions = some.map((position) => {
      const lastPrice = lastPriceOf(position.instrumentId);
      if (!isOfEveryone) this.#prices.set(position, lastPrice);
      return { position: { ...position }, lastPrice };
    });
    this.#sentAtMs = performance.now();
    return { sequence: sequence(), positions, isSnapshot, hasMore };
  }

  #noteMoved(): void {
    for (const [position, price] of this.#prices) {
      if (position.netQuantity === 0) continue;
      if (this.#options.lastPriceOf(position.instrumentId) !== price) this.#changed.add(position);
    }
  }
}
