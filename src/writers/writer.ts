import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, Side } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';

/** An order as it stood right after an event. */
export interface OrderState {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly instrumentId: number;
  readonly partyId: string;
  readonly partyNumber: number;
  readonly side: Side;
  /** GTC, IOC or MARKET: the seed's three kinds. */
  readonly kind: 'GTC' | 'IOC' | 'MARKET';
  /** Minor units; 0 for MARKET. */
  readonly price: number;
  readonly quantity: number;
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
  readonly canceledQuantity: number;
  /** Sum of price × quantity over its trades; exact. */
  readonly notional: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  readonly transactTimeNs: bigint;
}

interface Happened {
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
  );

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
   * @returns the sequence of the last event whose effects are durable there; 0 for none.
   */
  open(): Promise<number>;

  /**
   * Resolves when the effects of these events are durable, and the cursor is at the last of them. The events of one command
   * always come in one call.
   */
  write(events: readonly WriterEvent[]): Promise<void>;

  close(): Promise<void>;
}
