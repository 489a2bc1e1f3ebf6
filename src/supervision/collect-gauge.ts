import { Gauge, type Registry } from 'prom-client';

interface CollectedGauge {
  readonly name: string;
  readonly help: string;
  /** How the process's value comes from those of its threads; the sum by default. */
  readonly aggregator?: 'max';
  readonly read: () => number;
}

/** Registers a gauge that reads its value when the metrics are collected. */
export function collectGauge(registry: Registry, { read, ...gauge }: CollectedGauge): void {
  new Gauge({
    ...gauge,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
