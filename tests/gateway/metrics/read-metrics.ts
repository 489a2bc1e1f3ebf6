import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import parsePrometheusTextFormat, { type MetricFamily } from 'parse-prometheus-text-format';
import { METRICS_KEPT_MS } from '../../../src/gateway/metrics/metrics.ts';

type Labels = Readonly<Record<string, string>>;

/** The metrics page of an exchange, as a parser reads it that knows nothing of how it is written. */
export class MetricsPage {
  readonly text: string;
  readonly families: readonly MetricFamily[];

  private constructor(text: string) {
    this.text = text;
    this.families = parsePrometheusTextFormat(text);
  }

  /** As they are now: what was collected for somebody else before is no longer given out. */
  static async read(url: string): Promise<MetricsPage> {
    await setTimeout(METRICS_KEPT_MS);
    const response = await fetch(`${url}/metrics`);
    if (response.status !== 200) throw new Error(`the metrics are ${response.status}`);
    return new MetricsPage(await response.text());
  }

  /** Of a counter or a gauge; the count of a histogram without labels. Undefined when it is not there. */
  value(name: string, labels: Labels = {}): number | undefined {
    const family = this.families.find((one) => one.name === name);
    const sample = family?.metrics.find((one) => isDeepStrictEqual(one.labels ?? {}, labels));
    const text = sample?.value ?? sample?.count;
    return text === undefined ? undefined : Number(text);
  }
}
