import { build } from 'hdr-histogram-js';

/** What a refusal means in a replay. */
const REFUSALS: Readonly<Record<string, string>> = {
  UNKNOWN_ORDER: 'about an order that had traded or was canceled before (UNKNOWN_ORDER)',
};

/** What a replay counts. */
export class ReplayResult {
  /** Sent to the exchange: new orders, changes, cancellations and executions. */
  messages = 0;
  /** Orders that the exchange took, those of the executions included. */
  orders = 0;
  trades = 0;
  executions = 0;
  /** Executions of which all traded with the order that it was then, and with nothing else. */
  exactExecutions = 0;
  /** About orders from before the file; not sent. */
  unknown = 0;
  /** How many messages the exchange refused, by reason. */
  readonly refusals = new Map<string, number>();
  readonly #latencyUs = build({ useWebAssembly: false });
  readonly #start = performance.now();
  #seconds = 0;

  refused(reason: string): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
  }

  /** From the call to the answer, in milliseconds. */
  latency(ms: number): void {
    this.#latencyUs.recordValue(Math.max(1, Math.round(ms * 1_000)));
  }

  finish(): void {
    this.#seconds = (performance.now() - this.#start) / 1_000;
  }

  toJson() {
    return {
      messages: this.messages,
      orders: this.orders,
      trades: this.trades,
      executions: this.executions,
      exact_executions: this.exactExecutions,
      exact_ratio: this.executions === 0 ? 0 : this.exactExecutions / this.executions,
      messages_per_second: this.#seconds === 0 ? 0 : Math.round(this.messages / this.#seconds),
      p50_ms: this.#percentileMs(50),
      p99_ms: this.#percentileMs(99),
      unknown: this.unknown,
      refused: [...this.refusals.values()].reduce((sum, count) => sum + count, 0),
      refusals: Object.fromEntries(this.refusals),
    };
  }

  toText(): string {
    const result = this.toJson();
    return [
      `${result.messages} messages in ${this.#seconds.toFixed(2)} s, ${result.messages_per_second} a second`,
      `${result.orders} orders, ${result.trades} trades`,
      ...[...this.refusals].map(([reason, count]) => `${count} refused: ${REFUSALS[reason] ?? reason}`),
      ...(result.unknown === 0
        ? []
        : [`${result.unknown} not sent: about orders from before the file begins`]),
      `${result.exact_executions} of ${result.executions} executions exact (${(result.exact_ratio * 100).toFixed(2)} %)`,
      `latency p50 ${result.p50_ms} ms, p99 ${result.p99_ms} ms`,
    ].join('\n');
  }

  #percentileMs(percentile: number): number {
    return this.#latencyUs.getValueAtPercentile(percentile) / 1_000;
  }
}
