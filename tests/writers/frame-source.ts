import { fanOut } from '../../src/events/fan-out.ts';
import { CommandKind, type EventHandlers, type FrameConsumer } from '../../src/events/frame.ts';

/** Hands over events in frames, with a sequence for each, as the decoder does. */
export class FrameSource {
  /** Takes the events of the frame that is open. */
  readonly events: EventHandlers;
  readonly #consumer: FrameConsumer;
  readonly #frame = { sequence: 0, timeNs: 0n, kind: CommandKind.Import, partyNumber: 0, orderId: 0 };

  constructor(consumer: FrameConsumer) {
    this.#consumer = consumer;
    const next = () => {
      this.#frame.sequence += 1;
    };
    const numbering: Required<EventHandlers> = {
      orderAccepted: next,
      orderRested: next,
      orderTraded: next,
      orderCanceled: next,
      orderAmended: next,
      instrumentCreated: next,
      partyCreated: next,
      partyStatusChanged: next,
      importBegun: next,
      orderImported: next,
      tradeImported: next,
      positionImported: next,
    };
    this.events = fanOut(numbering, consumer);
  }

  /** Opens a frame, has its events handed over, and closes it. */
  frame(timeNs: bigint, handOver: (events: EventHandlers) => void): void {
    this.#frame.timeNs = timeNs;
    this.#consumer.begin?.(this.#frame);
    handOver(this.events);
    this.#consumer.end?.(this.#frame);
  }
}
