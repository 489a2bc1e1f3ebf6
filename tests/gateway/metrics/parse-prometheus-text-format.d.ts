// The library has no types. These cover what we use.
declare module 'parse-prometheus-text-format' {
  export interface MetricFamily {
    readonly name: string;
    /** Empty if the metric has no help text. */
    readonly help: string;
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED';
    readonly metrics: readonly {
      /** Value of a counter or a gauge. */
      readonly value?: string;
      /** Count of a histogram without labels. */
      readonly count?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }

  export default function parsePrometheusTextFormat(text: string): readonly MetricFamily[];
}
