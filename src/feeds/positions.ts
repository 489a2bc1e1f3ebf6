import { Side } from '../domain/order.ts';
import type { OrderTraded, PositionImported } from '../events/events.ts';
import {
  addFill,
  type ChangingPosition,
  newPosition,
  type Position,
  positionOf,
} from '../market/position.ts';
import { add, type Sum, subtract } from '../market/sum.ts';
import type { Head } from './head.ts';
import { type PositionMessage, type PositionOptions, PositionSubscription } from './position-subscription.ts';
import { SortedBlocks } from './sorted-blocks.ts';
import type { Subscription } from './subscriptions.ts';
import type { View } from './view.ts';

/** Stands for all parties. No party has this number. */
export const EVERYONE = 0;
/** More than the highest party number. A key of a position, made from instrument and party, is below 2^53. */
const PARTY_KEYS = 2 ** 20;

/**
 * The position of every party in every instrument that it has traded. Positions take about 250 bytes each and are never
 * removed. Each one took a trade.
 */
export class Positions implements View {
  readonly #head: Pick<Head, 'sequence'>;
  readonly #byInstrument = new Map<number, Map<number, ChangingPosition>>();
  readonly #byParty = new Map<number, SortedBlocks<ChangingPosition>>();
  readonly #all = new SortedBlocks<ChangingPosition>(keyOf);
  readonly #subscribers = new Map<number, Set<PositionSubscription>>();
  /** Positions that changed since the last call of `publish`. Empty without subscribers. */
  readonly #news = new Set<Position>();
  readonly #openInterest = new Map<number, Sum>();

  constructor(head: Pick<Head, 'sequence'>) {
    this.#head = head;
  }

  /** The position of a party in an instrument; undefined when it never had any. */
  get(partyNumber: number, instrumentId: number): Position | undefined {
    return this.#byInstrument.get(instrumentId)?.get(partyNumber);
  }

  /** Positions of a party with keys above `afterKey`, in order of instrument, at most `count`. */
  ofParty(partyNumber: number, afterKey: number, count: number): readonly Position[] {
    return this.#byParty.get(partyNumber)?.after(afterKey, count) ?? [];
  }

  /** Positions of all parties with keys above `afterKey`, in order of instrument and party, at most `count`. */
  all(afterKey: number, count: number): readonly Position[] {
    return this.#all.after(afterKey, count);
  }

  /** Like `all`, of one instrument. */
  ofInstrument(instrumentId: number, afterKey: number, count: number): readonly Position[] {
    const first = instrumentId * PARTY_KEYS;
    return this.all(Math.max(afterKey, first), count).filter(
      (position) => position.instrumentId === instrumentId,
    );
  }

  /** Sum of all long positions of an instrument. */
  openInterest(instrumentId: number): Sum {
    return this.#openInterest.get(instrumentId) ?? 0;
  }

  /** Subscribes to the positions of a party, or of everyone with 0. */
  subscribe(
    partyNumber: number,
    options: Pick<PositionOptions, 'heartbeatMs' | 'lastPriceOf'>,
  ): Subscription<PositionMessage> {
    const isOfEveryone = partyNumber === EVERYONE;
    const subscription = new PositionSubscription({
      ...options,
      isOfEveryone,
      sequence: () => this.#head.sequence,
      keyOf,
      after: (key, count) => (isOfEveryone ? this.all(key, count) : this.ofParty(partyNumber, key, count)),
      onClose: () => this.#leave(partyNumber, subscription),
    });
    const subscribers = this.#subscribers.get(partyNumber) ?? new Set();
    this.#subscribers.set(partyNumber, subscribers.add(subscription));
    return subscription;
  }

  /** The changes since the last call are durable: wakes the subscribers. */
  publish(): void {
    if (this.#news.size === 0) return;
    const ofEveryone = this.#subscribers.get(EVERYONE) ?? [];
    for (const position of this.#news) {
      for (const subscription of ofEveryone) subscription.changed(position);
      for (const subscription of this.#subscribers.get(position.partyNumber) ?? [])
        subscription.changed(position);
    }
    this.#news.clear();
  }

  /** When a party trades with itself, it buys before it sells. */
  orderTraded(trade: OrderTraded): void {
    const { aggressorSide, makerPartyNumber, takerPartyNumber } = trade;
    const isTakerBuyer = aggressorSide === Side.Buy;
    this.#fill(isTakerBuyer ? takerPartyNumber : makerPartyNumber, Side.Buy, trade);
    this.#fill(isTakerBuyer ? makerPartyNumber : takerPartyNumber, Side.Sell, trade);
  }

  positionImported({ position }: PositionImported): void {
    this.restore(positionOf(position, this.#head.sequence));
  }

  restore(position: Position): void {
    this.#add({ ...position });
    this.#addOpen(position.instrumentId, longOf(position));
  }

  #fill(partyNumber: number, side: Side, { instrumentId, price, quantity }: OrderTraded): void {
    const position =
      this.#byInstrument.get(instrumentId)?.get(partyNumber) ??
      this.#add(newPosition(partyNumber, instrumentId));
    const long = longOf(position);
    addFill(position, side, price, quantity, this.#head.sequence);
    this.#addOpen(instrumentId, subtract(longOf(position), long));
    if (this.#subscribers.size > 0) this.#news.add(position);
  }

  #leave(partyNumber: number, subscription: PositionSubscription): void {
    const subscribers = this.#subscribers.get(partyNumber);
    subscribers?.delete(subscription);
    if (subscribers?.size === 0) this.#subscribers.delete(partyNumber);
  }

  #addOpen(instrumentId: number, change: Sum): void {
    if (change !== 0) this.#openInterest.set(instrumentId, add(this.openInterest(instrumentId), change));
  }

  #add(position: ChangingPosition): ChangingPosition {
    const { partyNumber, instrumentId } = position;
    let ofInstrument = this.#byInstrument.get(instrumentId);
    if (ofInstrument === undefined) {
      ofInstrument = new Map();
      this.#byInstrument.set(instrumentId, ofInstrument);
    }
    ofInstrument.set(partyNumber, position);
    let ofParty = this.#byParty.get(partyNumber);
    if (ofParty === undefined) {
      ofParty = new SortedBlocks(keyOf);
      this.#byParty.set(partyNumber, ofParty);
    }
    ofParty.set(position);
    this.#all.set(position);
    return position;
  }
}

/** Orders positions by instrument, then by party. */
export function keyOf({ instrumentId, partyNumber }: Position): number {
  return instrumentId * PARTY_KEYS + partyNumber;
}

function longOf({ netQuantity }: Position): Sum {
  return netQuantity > 0 ? netQuantity : 0;
}
