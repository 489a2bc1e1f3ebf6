import type { TradeRecord } from '../../src/domain/trade.ts';
import type { ExecutionRecord } from '../../src/feeds/execution.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { LogMessage } from '../../src/feeds/log-message.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { expectSame } from './expect-same.ts';
import type { ModelExecution, ModelTrade } from './model-orders.ts';
import { Reader } from './reader.ts';

/** Reads a stream of entries, and checks each against the next one that the model has: nothing may be left out or come twice. */
abstract class EntryReader<
  T extends { readonly sequence: number },
  Modeled extends { readonly sequence: number },
> extends Reader<LogMessage<T>> {
  #count = 0;
  #hasBegun = false;
  #timeNs = 0n;

  protected abstract modeled(): readonly Modeled[];
  protected abstract open(feeds: Feeds, resumeFrom: number | undefined): Subscription<LogMessage<T>>;
  /** What the entry says, as the model would say it. */
  protected abstract said(entry: T): Modeled;
  protected abstract timeOf(entry: T): bigint;

  protected subscribe(feeds: Feeds): Subscription<LogMessage<T>> {
    if (this.#hasBegun) return this.open(feeds, this.sequence);
    this.#hasBegun = true;
    this.sequence = feeds.sequence;
    this.#count = this.modeled().filter(({ sequence }) => sequence <= feeds.sequence).length;
    return this.open(feeds, undefined);
  }

  protected take({ entries, sequence }: LogMessage<T>): void {
    const modeled = this.modeled();
    let last = this.sequence;
    for (const entry of entries) {
      if (entry.sequence < last || entry.sequence <= this.sequence || entry.sequence > sequence) {
        throw new Error(
          `${this.name} has an entry of event ${entry.sequence} after event ${last}, up to ${sequence}`,
        );
      }
      const timeNs = this.timeOf(entry);
      if (timeNs < this.#timeNs) throw new Error(`${this.name} goes back in time`);
      last = entry.sequence;
      this.#timeNs = timeNs;
      expectSame(this.said(entry), modeled[this.#count], `entry ${this.#count} of ${this.name}`);
      this.#count += 1;
    }
  }

  checkAll(): void {
    expectSame(this.#count, this.modeled().length, `all entries of ${this.name} have come`);
  }
}

/** Trades of one instrument, or of all with 0. */
export class TradeReader extends EntryReader<TradeRecord, ModelTrade> {
  readonly name: string;
  readonly #instrumentId: number;

  constructor(instrumentId: number, ...rest: ConstructorParameters<typeof Reader>) {
    super(...rest);
    this.#instrumentId = instrumentId;
    this.name = `the stream of trades of ${instrumentId}`;
  }

  protected modeled(): readonly ModelTrade[] {
    const { trades } = this.ledger.durable.orders;
    return trades.filter(
      ({ instrumentId }) => this.#instrumentId === 0 || this.#instrumentId === instrumentId,
    );
  }

  protected open(feeds: Feeds, resumeFrom: number | undefined): Subscription<LogMessage<TradeRecord>> {
    return feeds.trades.subscribe(this.#instrumentId, resumeFrom);
  }

  protected timeOf({ transactTimeNs }: TradeRecord): bigint {
    return transactTimeNs;
  }

  protected said({ sequence, ...trade }: TradeRecord): ModelTrade {
    const { tradeId, instrumentId, price, quantity, aggressorSide } = trade;
    const { makerOrderId, makerPartyNumber, makerLeavesQuantity } = trade;
    const { takerOrderId, takerPartyNumber, takerLeavesQuantity } = trade;
    return {
      ...{ sequence, tradeId, instrumentId, price, quantity, aggressorSide },
      ...{ makerOrderId, makerPartyNumber, makerLeavesQuantity },
      ...{ takerOrderId, takerPartyNumber, takerLeavesQuantity },
    };
  }
}

/** Executions of one party, or of all with 0. */
export class ExecutionReader extends EntryReader<ExecutionRecord, ModelExecution> {
  readonly name: string;
  protected readonly partyNumber: number;

  constructor(partyNumber: number, ...rest: ConstructorParameters<typeof Reader>) {
    super(...rest);
    this.partyNumber = partyNumber;
    this.name = `the stream of executions of ${partyNumber}`;
  }

  protected modeled(): readonly ModelExecution[] {
    return this.ledger.durable.orders.executions.filter(
      ({ partyNumber }) => this.partyNumber === partyNumber,
    );
  }

  protected open(feeds: Feeds, resumeFrom: number | undefined): Subscription<LogMessage<ExecutionRecord>> {
    return feeds.executions.subscribe(this.partyNumber, resumeFrom);
  }

  protected timeOf({ progress }: ExecutionRecord): bigint {
    return progress.transactTimeNs;
  }

  protected said(report: ExecutionRecord): ModelExecution {
    const { sequence, execType, orderId, terms, progress, trade } = report;
    const { partyNumber, price, quantity } = terms;
    const { leavesQuantity, cumQuantity, canceledQuantity } = progress;
    const tradeId = trade?.tradeId ?? 0;
    return {
      ...{ sequence, execType, orderId, partyNumber, tradeId },
      ...{ price, quantity, leavesQuantity, cumQuantity, canceledQuantity },
    };
  }
}
