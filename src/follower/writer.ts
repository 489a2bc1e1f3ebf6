import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason } from '../domain/order.ts';
import type { OrderKind } from '../domain/order-kind.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';

/** An order as it stood right after an event, in the words of the seed. */
export interface OrderState extends Omit<OrderSnapshot, 'orderType' | 'timeInForce'> {
  readonly partyId: string;
  readonly kind: OrderKind;
}

interface Happened {
  /** Of the journal: see `newEpoch`. */
  readonly epoch: number;
  readonly sequence: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
}

/**
 * What a writer is told, with everything it needs, so that none of them has to remember orders itself: one for each
 * event of the journal, in order.
 */
export type WriterEvent = Happened &
  (
    | { readonly kind: 'instrumentCreated'; readonly instrument: Instrument }
    | { readonly kind: 'partyCreated'; readonly party: Party }
    | {
        readonly kind: 'partyStatusChanged';
        readonly partyId: string;
        readonly partyNumber: number;
        readonly isDisabled: boolean;
      }
    | { readonly kind: 'accepted'; readonly order: OrderState }
    | { readonly kind: 'rested'; readonly order: OrderState }
    | {
        readonly kind: 'traded';
        readonly tradeId: number;
        readonly price: number;
        readonly quantity: number;
        readonly maker: OrderState;
        readonly taker: OrderState;
      }
    | {
        readonly kind: 'canceled';
        readonly order: OrderState;
        readonly canceledQuantity: number;
        readonly reason: CancelReason;
        readonly wasResting: boolean;
      }
    | {
        readonly kind: 'amended';
        readonly order: OrderState;
        readonly oldPrice: number;
        readonly oldLeavesQuantity: number;
        readonly priorityKept: boolean;
      }
    /** What follows was brought over from another exchange, which had given out these ids. The first event, or not there. */
    | { readonly kind: 'importBegun'; readonly lastOrderId: number; readonly lastTradeId: number }
    /** Open or closed; open ones in order of time priority. */
    | { readonly kind: 'orderImported'; readonly order: OrderState }
    | { readonly kind: 'tradeImported'; readonly trade: Trade }
    | { readonly kind: 'positionImported'; readonly partyId: string; readonly position: ImportedPosition }
  );

/** How far a writer is. */
export interface WriterCursor {
  /** Of the journal that it writes; 0 while it has no event. A restored or rebuilt journal has another. */
  readonly epoch: number;
  /** The last event whose effects are durable; 0 for none. */
  readonly sequence: number;
  /**
   * When that event happened; 0 while there is none. The epoch stays when the files of a data folder are put back by other means
   * than a restore: the time differs then.
   */
  readonly timeNs: bigint;
}

export const NO_EVENT: WriterCursor = { epoch: 0, sequence: 0, timeNs: 0n };

/**
 * Somewhere else that committed events go: a database, files, a network. It has a cursor of its own, in the same place as what it
 * writes, and effects that are safe to repeat; so it can be slow, down or killed at any moment, and then goes on
 * where it was, with nothing missing, nothing twice, and in order.
 */
export interface Writer {
  /** As in the setting WRITERS, or `history`. */
  readonly name: string;

  /**
   * Connects, and repairs what a crash has left half done. Called again after `write` has failed.
   *
   * @returns how far it is.
   */
  open(): Promise<WriterCursor>;

  /**
   * Resolves when the effects of these events are durable, and the cursor is at the last of them. The events of one command
   * always come in one call.
   */
  write(events: readonly WriterEvent[]): Promise<void>;

  close(): Promise<void>;
}
