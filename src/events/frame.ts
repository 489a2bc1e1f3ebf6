import type { EventRecords } from './events.ts';

/** Kind of the command that caused a frame. The numbers are those of `journal.proto`. */
export const CommandKind = {
  PlaceOrder: 1,
  AmendOrder: 2,
  CancelOrder: 3,
  CreateInstrument: 4,
  CreateParty: 5,
  SetPartyStatus: 6,
  Import: 7,
  AdvanceClock: 8,
  CancelAllOrders: 9,
  ExpireOrders: 10,
} as const;
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];

/** All that one command caused, under one time. Valid from `begin` to `end`. */
export interface Frame {
  /**
   * Sequence of the current event: of the first event in `begin`, and of the last one in `end`. Each event of the exchange has
   * the sequence after that of the previous event.
   */
  readonly sequence: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
  readonly kind: CommandKind;
  /** The party that sent the command; 0 for the exchange itself. */
  readonly partyNumber: number;
  /** The order that the command is about; 0 for none. The frame may hold events of other orders. */
  readonly orderId: number;
}

/** Takes events. It has a method for each kind that it needs, and is not called for others. */
export type EventHandlers = Handlers<EventRecords>;

interface FrameParts extends EventRecords {
  begin: Frame;
  end: Frame;
}

/** A consumer of whole frames: `begin`, then each event in order, then `end`. */
export type FrameConsumer = Handlers<FrameParts>;

type Handlers<Parts> = { [Name in keyof Parts]?: ((part: Parts[Name]) => void) | undefined };
