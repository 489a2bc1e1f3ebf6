import type { Order } from '../domain/order-progress.ts';
import type { OrderAccepted, OrderAmended, OrderCanceled } from '../events/events.ts';
import { CommandKind, type Frame } from '../events/frame.ts';
import { ExecType, type ExecutionRecord, executionOf, fillOf } from './execution.ts';
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

  constructor(sources: Sources, options: LogOptions<ExecutionRecord>) {
    super(({ terms }) => terms.partyNumber, options, new ExecutionRing());
    this.#sources = sources;
  }

  orderAccepted({ orderId }: OrderAccepted): void {
    this.append(executionOf(this.#order(orderId), this.#sources.head.sequence, ExecType.New));
  }

  /** The taker's report comes first. */
  orderTraded(): void {
    const trade = this.#sources.trades.last;
    this.append(fillOf(this.#order(trade.takerOrderId), trade));
    this.append(fillOf(this.#order(trade.makerOrderId), trade));
  }

  orderCanceled({ orderId, reason }: OrderCanceled): void {
    this.append(executionOf(this.#order(orderId), this.#sources.head.sequence, ExecType.Canceled, reason));
  }

  orderAmended({ orderId }: OrderAmended): void {
    this.append(executionOf(this.#order(orderId), this.#sources.head.sequence, ExecType.Replaced));
  }

  /** An import and a snapshot have orders, and no reports of them. */
  end({ kind, sequence }: Frame): void {
    if (kind === CommandKind.Import) this.startAfter(sequence);
  }

  publish(): void {
    this.committed(this.#sources.head.sequence);
  }

  #order(orderId: number): Order {
    const order = this.#sources.orders.get(orderId);
    if (order === undefined) throw new Error(`event about order ${orderId}, which is not there`);
    return order;
  }
}
