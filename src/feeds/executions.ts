import type { CancelReason } from '../domain/order.ts';
import type { OrderAccepted, OrderAmended, OrderCanceled, OrderTraded } from '../events/events.ts';
import { CommandKind, type Frame } from '../events/frame.ts';
import { ExecType, type ExecutionRecord } from './execution.ts';
import { ExecutionRing } from './execution-ring.ts';
import type { Head } from './head.ts';
import { LogFeed, type LogOptions } from './log-feed.ts';
import type { Orders } from './orders.ts';
import type { Trades } from './trades.ts';
import type { View } from './view.ts';

/** The views that the reports are made from. They take each event first. */
interface Sources {
  readonly head: Head;
  readonly orders: Orders;
  readonly trades: Trades;
}

/** The stream of execution reports, by party. */
export class Executions extends LogFeed<ExecutionRecord> implements View {
  readonly #sources: Sources;
  readonly #ring: ExecutionRing;

  constructor(sources: Sources, options: LogOptions<ExecutionRecord>) {
    const ring = new ExecutionRing();
    super(options, ring);
    this.#sources = sources;
    this.#ring = ring;
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    this.#report(orderId, terms.partyNumber, ExecType.New);
  }

  /** The taker's report comes first. */
  orderTraded({ takerOrderId, takerPartyNumber, makerOrderId, makerPartyNumber }: OrderTraded): void {
    this.#report(takerOrderId, takerPartyNumber, ExecType.Trade);
    this.#report(makerOrderId, makerPartyNumber, ExecType.Trade);
  }

  orderCanceled({ orderId, partyNumber, reason }: OrderCanceled): void {
    this.#report(orderId, partyNumber, ExecType.Canceled, reason);
  }

  orderAmended({ orderId, partyNumber }: OrderAmended): void {
    this.#report(orderId, partyNumber, ExecType.Replaced);
  }

  /** An import and a snapshot have orders, and no reports of them. */
  end({ kind, sequence }: Frame): void {
    if (kind === CommandKind.Import) this.startAfter(sequence);
  }

  publish(): void {
    this.committed(this.#sources.head.sequence);
  }

  #report(orderId: number, partyNumber: number, execType: ExecType, cancelReason?: CancelReason): void {
    const place = this.placeOfNext(partyNumber);
    if (place === undefined) return;
    const { head, orders, trades } = this.#sources;
    const trade = execType === ExecType.Trade ? trades.last : undefined;
    this.#ring.set(place, orderId, orders, { sequence: head.sequence, execType, trade, cancelReason });
  }
}
