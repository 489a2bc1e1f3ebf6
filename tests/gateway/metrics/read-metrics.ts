import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import parsePrometheusTextFormat, { type MetricFamily } from 'parse-prometheus-text-format';
import { METRICS_CACHE_MS } from '../../../src/supervision/process-operations.ts';

type Labels = Readonly<Record<string, string>>;

/** The metrics page of an exchange, read with an independent parser. */
export class MetricsPage {
  readonly text: string;
  readonly families: readonly MetricFamily[];

  private constructor(text: string) {
    this.text = text;
    this.families = parsePrometheusTextFormat(text);
  }

  /** Waits until the cached text has expired, and reads the current one. */
  static async read(url: string): Promise<MetricsPage> {
    await setTimeout(METRICS_CACHE_MS);
    const response = await fetch(`${url}/metrics`);
    if (response.status !== 200) throw new Error(`the metrics are ${response.status}`);
    return new MetricsPage(await response.text());
  }

  /** Value of a counter or a gauge, or count of a histogram without labels; undefined if there is none. */
  value(name: string, labels: Labels = {}): number | undefined {
    const family = this.families.find((one) => one.name === name);
    const sample = family?.metrics.find((one) => isDeepStrictEqual(one.labels ?? {}, labels));
    const text = sample?.value ?? sample?.count;
    return text === undefined ? undefined : Number(text);
  }
}
