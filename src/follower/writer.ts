import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';
import type { FollowerCursor } from './follower-cursor.ts';

/** An order with its owner's id: destinations know parties by their ids, and not by their numbers. */
export interface WriterOrder extends Order {
  readonly partyId: string;
}

interface Recorded {
  readonly sequence: number;
  /** Of the frame: nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
}

/**
 * An event of the journal, by the name of its record in `events/events.ts`. It carries the orders as they stood right after it, so
 * that no writer has to remember orders itself.
 */
export type WriterEvent = Recorded &
  (
    | { readonly kind: 'instrumentCreated'; readonly instrument: Instrument }
    | { readonly kind: 'partyCreated'; readonly party: Party }
    | { readonly kind: 'clockAdvanced' }
    | { readonly kind: 'partyStatusChanged'; readonly partyNumber: number; readonly isDisabled: boolean }
    | { readonly kind: 'orderAccepted'; readonly order: WriterOrder }
    | { readonly kind: 'orderRested'; readonly order: WriterOrder }
    | {
        readonly kind: 'orderTraded';
        readonly tradeId: number;
        readonly price: number;
        readonly quantity: number;
        readonly maker: WriterOrder;
        readonly taker: WriterOrder;
      }
    | {
        readonly kind: 'orderCanceled';
        readonly order: WriterOrder;
        readonly canceledQuantity: number;
        readonly reason: CancelReason;
        readonly wasResting: boolean;
      }
    | {
        readonly kind: 'orderAmended';
        readonly order: WriterOrder;
        readonly oldPrice: number;
        readonly oldLeavesQuantity: number;
        readonly priorityKept: boolean;
      }
    | { readonly kind: 'importBegun'; readonly lastOrderId: number; readonly lastTradeId: number }
    | { readonly kind: 'orderImported'; readonly order: WriterOrder }
    | { readonly kind: 'tradeImported'; readonly trade: Trade }
    | { readonly kind: 'positionImported'; readonly partyId: string; readonly position: ImportedPosition }
  );

export type WriterTrade = Extract<WriterEvent, { readonly kind: 'orderTraded' }>;

/** All that one command caused, and where the cursor is once it is written. */
export interface WriterFrame extends FollowerCursor {
  /** At least one, in order. */
  readonly events: readonly WriterEvent[];
}

/**
 * A destination of committed events: a database, files, a network. Its cursor is in the same place as what it writes, and its
 * effects are safe to repeat. So it can be slow, down or killed at any moment, and continues at its cursor: nothing is missing,
 * nothing doubled, and all of it in order.
 */
export interface Writer {
  /** As in the setting WRITERS, or `history`. */
  readonly name: string;

  /**
   * Connects, and repairs what a crash has left half done. Called again after `write` has failed.
   *
   * @returns how far it is.
   */
  open(): Promise<FollowerCursor>;

  /** Resolves when the effects of these frames are durable, and the cursor is at the last of them. */
  write(frames: readonly WriterFrame[]): Promise<void>;

  close(): Promise<void>;
}
