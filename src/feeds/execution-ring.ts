import { CancelReason } from '../domain/order.ts';
import type { TradeRecord } from '../domain/trade.ts';
import { ExecType, type ExecutionRecord } from './execution.ts';
import { OrderRows, pageOf, ROWS, rowOf } from './order-rows.ts';
import type { Orders } from './orders.ts';
import type { Ring } from './ring.ts';

/** What a report says beside its order. */
export type Execution = Pick<ExecutionRecord, 'sequence' | 'execType' | 'trade' | 'cancelReason'>;

/** Execution reports in columns. A report is made anew each time it is read. */
export class ExecutionRing implements Ring<ExecutionRecord> {
  readonly #pages: Page[] = [];

  get(place: number): ExecutionRecord | undefined {
    return this.#pages[pageOf(place)]?.get(rowOf(place));
  }

  sequenceAt(place: number): number {
    return this.#page(place).orders.keyOf(rowOf(place));
  }

  /** The party. */
  topicAt(place: number): number {
    return this.#page(place).orders.partyOf(rowOf(place));
  }

  /** Takes a report of an order as it is now. */
  set(place: number, orderId: number, orders: Orders, execution: Execution): void {
    const page = this.#page(place);
    orders.copy(orderId, page.orders, rowOf(place));
    page.set(rowOf(place), execution);
  }

  #page(place: number): Page {
    const number = pageOf(place);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Page();
      this.#pages[number] = page;
    }
    return page;
  }
}

class Page {
  /** The key of an order is the sequence of the report, and its tag an index of `OUTCOMES`. */
  readonly orders = new OrderRows();
  /** Undefined until there is a trade. */
  #trades: (TradeRecord | undefined)[] | undefined;

  get(row: number): ExecutionRecord | undefined {
    const outcome = OUTCOMES[this.orders.tagOf(row)];
    if (outcome === undefined) return undefined;
    const { orderId, terms, progress } = this.orders.get(row);
    const { execType, cancelReason } = outcome;
    const sequence = this.orders.keyOf(row);
    return { sequence, execType, orderId, terms, progress, trade: this.#trades?.[row], cancelReason };
  }

  set(row: number, { sequence, execType, trade, cancelReason }: Execution): void {
    this.orders.setKey(row, sequence);
    this.orders.setTag(row, outcomeOf(execType, cancelReason));
    if (trade !== undefined) this.#trades ??= new Array<TradeRecord | undefined>(ROWS).fill(undefined);
    if (this.#trades !== undefined) this.#trades[row] = trade;
  }
}

type Outcome = Pick<ExecutionRecord, 'execType' | 'cancelReason'>;

/** None has the index 0, which a row has before its first report. */
const OUTCOMES: Outcome[] = [];
for (const execType of Object.values(ExecType)) {
  for (const cancelReason of [undefined, ...Object.values(CancelReason)])
    OUTCOMES[outcomeOf(execType, cancelReason)] = { execType, cancelReason };
}

function outcomeOf(execType: ExecType, cancelReason: CancelReason | undefined): number {
  return (execType << 4) | (cancelReason ?? 0);
}
