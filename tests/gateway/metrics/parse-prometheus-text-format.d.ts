// The library comes without types; these are of what is used here.
declare module 'parse-prometheus-text-format' {
  export interface MetricFamily {
    readonly name: string;
    /** Empty when there is none. */
    readonly help: string;
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED';
    readonly metrics: readonly {
      /** Of a counter or a gauge. */
      readonly value?: string;
      /** Of a histogram without labels. */
      readonly count?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }

  export default function parsePrometheusTextFormat(text: string): readonly MetricFamily[];
}
