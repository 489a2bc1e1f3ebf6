import {
  BatchTag,
  EventTag,
  FrameTag,
  writeClockAdvanced,
  writeImportBegun,
  writeInstrumentCreated,
  writeOrderAccepted,
  writeOrderAmended,
  writeOrderCanceled,
  writeOrderImported,
  writeOrderRested,
  writeOrderTraded,
  writePartyCreated,
  writePartyStatusChanged,
  writePositionImported,
  writeTradeImported,
} from '../../gen/redleaf/journal/v1/journal_codec.ts';
import type {
  ClockAdvanced,
  ImportBegun,
  InstrumentCreated,
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderRested,
  OrderTraded,
  PartyCreated,
  PartyStatusChanged,
  PositionImported,
  TradeImported,
} from '../events/events.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';
import { WireWriter } from '../wire/wire-writer.ts';
import { FORMAT_VERSION, MAX_TIME_NS } from './batch-format.ts';

/**
 * Encodes frames as one `Batch`, byte for byte as protobuf-es would.
 *
 * Throws a RangeError for a gap in sequence, a time that goes back, a frame without events, or a number out of range: these are
 * bugs of the caller. A frame is in the batch once `end` has returned. The next `begin` drops an unfinished frame.
 */
export class BatchEncoder implements Required<FrameConsumer> {
  readonly #wire = new WireWriter();
  #firstSequence = 0;
  #eventCount = 0;
  /** End of the last complete frame. */
  #end = 0;
  /** Time of the last complete frame. */
  #lastTimeNs = 0n;
  #isOpen = false;
  /** Of the open frame: start of its content, end of its last complete event, and number of its events. */
  #frameStart = 0;
  #eventEnd = 0;
  #frameEvents = 0;
  #eventStart = 0;
  #kindStart = 0;

  /** Events in complete frames. */
  get eventCount(): number {
    return this.#eventCount;
  }

  get byteLength(): number {
    return this.#end;
  }

  /** 0 while the batch is empty. */
  get firstSequence(): number {
    return this.#eventCount === 0 ? 0 : this.#firstSequence;
  }

  /** Of the last event, also in an open frame; 0 while there is none. */
  get lastSequence(): number {
    const eventCount = this.#eventCount + this.#frameEvents;
    return eventCount === 0 ? 0 : this.#firstSequence + eventCount - 1;
  }

  /** Returns the batch, which must not be empty, in a buffer that may be transferred, and begins the next one. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#isOpen) throw new RangeError('A batch is taken between two frames.');
    if (this.#eventCount === 0) throw new RangeError('A batch holds at least one event.');
    this.#wire.rewind(this.#end);
    this.#firstSequence = 0;
    this.#eventCount = 0;
    this.#end = 0;
    return this.#wire.take();
  }

  begin({ sequence, timeNs, kind, partyNumber, orderId }: Frame): void {
    const wire = this.#wire;
    this.#isOpen = false;
    this.#frameEvents = 0;
    wire.rewind(this.#end);
    wire.reserve();
    let elapsedNs = 0;
    if (this.#eventCount === 0) {
      if (sequence < 1) throw new RangeError(`Sequences start at 1, not at ${sequence}.`);
      if (timeNs < 0n || timeNs > MAX_TIME_NS) throw new RangeError(`Time ${timeNs} ns is out of range.`);
      this.#firstSequence = sequence;
      this.#writeHead(sequence, timeNs);
    } else {
      if (sequence !== this.#firstSequence + this.#eventCount) {
        throw new RangeError(`Event ${sequence} does not follow event ${this.lastSequence}.`);
      }
      if (timeNs > MAX_TIME_NS) throw new RangeError(`Time ${timeNs} ns is out of range.`);
      // V8 computes 64-bit differences without allocating. A negative difference becomes a very large one.
      elapsedNs = Number(BigInt.asUintN(64, timeNs - this.#lastTimeNs));
      if (!Number.isSafeInteger(elapsedNs)) {
        throw new RangeError(`Event ${sequence} is before the one before it, or more than 2^53 ns after it.`);
      }
    }
    this.#frameStart = wire.open(BatchTag.frames);
    wire.uint(FrameTag.elapsedNs, elapsedNs);
    wire.uint(FrameTag.kind, kind);
    wire.uint32(FrameTag.partyNumber, partyNumber);
    wire.uint(FrameTag.orderId, orderId);
    this.#eventEnd = wire.position;
    this.#isOpen = true;
  }

  end({ sequence, timeNs }: Frame): void {
    if (!this.#isOpen) throw new RangeError('No frame has begun.');
    if (this.#frameEvents === 0) throw new RangeError('A frame holds at least one event.');
    if (sequence !== this.lastSequence) {
      throw new RangeError(`The frame ends with event ${this.lastSequence}, not ${sequence}.`);
    }
    const wire = this.#wire;
    wire.rewind(this.#eventEnd);
    wire.close(this.#frameStart);
    this.#eventCount += this.#frameEvents;
    this.#frameEvents = 0;
    this.#lastTimeNs = timeNs;
    this.#end = wire.position;
    this.#isOpen = false;
  }

  orderAccepted(event: OrderAccepted): void {
    writeOrderAccepted(this.#open(EventTag.orderAccepted), event);
    this.#close();
  }

  orderRested(event: OrderRested): void {
    writeOrderRested(this.#open(EventTag.orderRested), event);
    this.#close();
  }

  orderTraded(event: OrderTraded): void {
    writeOrderTraded(this.#open(EventTag.orderTraded), event);
    this.#close();
  }

  orderCanceled(event: OrderCanceled): void {
    writeOrderCanceled(this.#open(EventTag.orderCanceled), event);
    this.#close();
  }

  orderAmended(event: OrderAmended): void {
    writeOrderAmended(this.#open(EventTag.orderAmended), event);
    this.#close();
  }

  instrumentCreated(event: InstrumentCreated): void {
    writeInstrumentCreated(this.#open(EventTag.instrumentCreated), event);
    this.#close();
  }

  partyCreated(event: PartyCreated): void {
    writePartyCreated(this.#open(EventTag.partyCreated), event);
    this.#close();
  }

  partyStatusChanged(event: PartyStatusChanged): void {
    writePartyStatusChanged(this.#open(EventTag.partyStatusChanged), event);
    this.#close();
  }

  importBegun(event: ImportBegun): void {
    writeImportBegun(this.#open(EventTag.importBegun), event);
    this.#close();
  }

  orderImported(event: OrderImported): void {
    writeOrderImported(this.#open(EventTag.orderImported), event);
    this.#close();
  }

  tradeImported(event: TradeImported): void {
    writeTradeImported(this.#open(EventTag.tradeImported), event);
    this.#close();
  }

  positionImported(event: PositionImported): void {
    writePositionImported(this.#open(EventTag.positionImported), event);
    this.#close();
  }

  clockAdvanced(event: ClockAdvanced): void {
    writeClockAdvanced(this.#open(EventTag.clockAdvanced), event);
    this.#close();
  }

  #writeHead(sequence: number, timeNs: bigint): void {
    const wire = this.#wire;
    wire.uint32(BatchTag.formatVersion, FORMAT_VERSION);
    wire.uint(BatchTag.firstSequence, sequence);
    wire.fixed64(BatchTag.firstTimeNs, timeNs);
  }

  /** Begins an event in the open frame, over the remains of one that failed. */
  #open(tag: number): WireWriter {
    if (!this.#isOpen) throw new RangeError('An event stands in a frame: `begin` comes before it.');
    const wire = this.#wire;
    wire.rewind(this.#eventEnd);
    wire.reserve();
    this.#eventStart = wire.open(FrameTag.events);
    this.#kindStart = wire.open(tag);
    return wire;
  }

  #close(): void {
    const wire = this.#wire;
    wire.close(this.#kindStart);
    wire.close(this.#eventStart);
    this.#frameEvents++;
    this.#eventEnd = wire.position;
  }
}
