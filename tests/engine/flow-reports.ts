import { createHash } from 'node:crypto';
import { Side } from '../../src/domain/order.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import type { OrderAccepted, OrderAmended, OrderCanceled, OrderTraded } from '../../src/events/events.ts';
import type { EventHandlers } from '../../src/events/frame.ts';
import { FLOW_INSTRUMENT, FLOW_PARTY, type Flow, FlowType, sendMessage } from './flow.ts';

const HASHED_AT_ONCE = 65_536;

/** SHA-256 of the reports of a flow: one line each, by (sequence, type), without a last newline. */
export function hashReports(flow: Flow, createEngine: (consumer: EventHandlers) => MatchingEngine): string {
  const reports = new FlowReports(flow);
  const engine = createEngine(reports);
  engine.createInstrument(FLOW_INSTRUMENT);
  engine.createParty(FLOW_PARTY);
  for (let i = 0; i < flow.count; i++) {
    reports.start(flow.sequences[i] as number);
    if (!sendMessage(engine, flow, i)) {
      reports.refused(flow.types[i] === FlowType.Cancel ? 4 : 5, flow.fileIds[i] as number);
    }
  }
  return reports.digest();
}

/** Writes events as the benchmark's report lines and hashes them as they come. */
class FlowReports implements EventHandlers {
  readonly #flow: Flow;
  readonly #hash = createHash('sha256');
  #sequence = 0;
  /** The lines of this sequence by report type; only these have to be sorted. */
  readonly #lines: string[] = ['', '', '', '', '', ''];
  #text = '';
  #isFirst = true;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  start(sequence: number): void {
    if (sequence === this.#sequence) return;
    if (sequence < this.#sequence) throw new RangeError(`sequence ${sequence} descends`);
    this.#finishSequence();
    this.#sequence = sequence;
  }

  digest(): string {
    this.#finishSequence();
    return this.#hash.update(this.#text).digest('hex');
  }

  refused(type: 4 | 5, fileId: number): void {
    this.#report(type, String(fileId));
  }

  orderAccepted({ orderId, terms: { side, price, quantity } }: OrderAccepted): void {
    this.#report(0, `${fileSide(side)},${this.#fileId(orderId)},${price},${quantity}`);
  }

  orderTraded({ price, quantity, makerOrderId, takerOrderId }: OrderTraded): void {
    this.#report(1, `${price},${quantity},${this.#fileId(makerOrderId)},${this.#fileId(takerOrderId)}`);
  }

  orderCanceled({ orderId, side, price }: OrderCanceled): void {
    this.#report(2, `${fileSide(side)},${this.#fileId(orderId)},${price}`);
  }

  orderAmended({ orderId, side, price, leavesQuantity }: OrderAmended): void {
    this.#report(3, `${fileSide(side)},${this.#fileId(orderId)},${price},${leavesQuantity}`);
  }

  #report(type: number, rest: string): void {
    this.#lines[type] += `\n${type},${this.#sequence},${rest}`;
  }

  #fileId(orderId: number): number {
    return this.#flow.fileIdOf[orderId] as number;
  }

  #finishSequence(): void {
    let lines = this.#lines.join('');
    if (lines === '') return;
    this.#lines.fill('');
    if (this.#isFirst) lines = lines.slice(1);
    this.#isFirst = false;
    this.#text += lines;
    if (this.#text.length < HASHED_AT_ONCE) return;
    this.#hash.update(this.#text);
    this.#text = '';
  }
}

function fileSide(side: Side): number {
  return side === Side.Buy ? 0 : 1;
}
