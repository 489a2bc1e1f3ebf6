import type { CancelReason } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { TradeRecord } from '../domain/trade.ts';
import type { ExecType, ExecutionRecord } from './execution.ts';
import type { Ring } from './ring.ts';

const ROWS_PER_PAGE = 1_024;

/**
 * Execution reports in columns. They are most of what the views keep: without an object for each, a report takes three quarters of the
 * memory, and the garbage collector does not copy it. A report is made anew each time it is read.
 */
export class ExecutionRing implements Ring<ExecutionRecord> {
  readonly #pages: Page[] = [];

  get(place: number): ExecutionRecord | undefined {
    return this.#pages[Math.floor(place / ROWS_PER_PAGE)]?.get(place % ROWS_PER_PAGE);
  }

  sequenceAt(place: number): number {
    return this.#page(place).sequenceAt(place % ROWS_PER_PAGE);
  }

  /** The party. */
  topicAt(place: number): number {
    return this.#page(place).partyAt(place % ROWS_PER_PAGE);
  }

  set(place: number, report: ExecutionRecord): void {
    this.#page(place).set(place % ROWS_PER_PAGE, report);
  }

  #page(place: number): Page {
    const number = Math.floor(place / ROWS_PER_PAGE);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Page();
      this.#pages[number] = page;
    }
    return page;
  }
}

/** Numbers of a report, which lie next to each other. */
const NUMBERS = 5;
const TIMES = 2;

class Page {
  readonly #numbers = new Float64Array(ROWS_PER_PAGE * NUMBERS);
  readonly #times = new BigUint64Array(ROWS_PER_PAGE * TIMES);
  readonly #terms: OrderTerms[] = [];
  readonly #notionals: bigint[] = [];
  readonly #execTypes: ExecType[] = [];
  readonly #trades: (TradeRecord | undefined)[] = [];
  readonly #cancelReasons: (CancelReason | undefined)[] = [];

  get(row: number): ExecutionRecord | undefined {
    const terms = this.#terms[row];
    const execType = this.#execTypes[row];
    if (terms === undefined || execType === undefined) return undefined;
    const number = (index: number) => this.#numbers[row * NUMBERS + index] ?? 0;
    return {
      sequence: number(0),
      execType,
      orderId: number(1),
      terms,
      progress: {
        leavesQuantity: number(2),
        cumQuantity: number(3),
        canceledQuantity: number(4),
        notional: this.#notionals[row] ?? 0n,
        acceptTimeNs: this.#times[row * TIMES] ?? 0n,
        transactTimeNs: this.#times[row * TIMES + 1] ?? 0n,
      },
      trade: this.#trades[row],
      cancelReason: this.#cancelReasons[row],
    };
  }

  sequenceAt(row: number): number {
    return this.#numbers[row * NUMBERS] ?? 0;
  }

  partyAt(row: number): number {
    return this.#terms[row]?.partyNumber ?? 0;
  }

  set(row: number, report: ExecutionRecord): void {
    const { progress } = report;
    const numbers = this.#numbers;
    const first = row * NUMBERS;
    numbers[first] = report.sequence;
    numbers[first + 1] = report.orderId;
    numbers[first + 2] = progress.leavesQuantity;
    numbers[first + 3] = progress.cumQuantity;
    numbers[first + 4] = progress.canceledQuantity;
    this.#times[row * TIMES] = progress.acceptTimeNs;
    this.#times[row * TIMES + 1] = progress.transactTimeNs;
    this.#terms[row] = report.terms;
    this.#notionals[row] = progress.notional;
    this.#execTypes[row] = report.execType;
    this.#trades[row] = report.trade;
    this.#cancelReasons[row] = report.cancelReason;
  }
}
