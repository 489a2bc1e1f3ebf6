import type { Registry } from 'prom-client';
import type { ThreadStatus } from '../threads/supervised-thread.ts';
import type { Operations } from './operations.ts';

export type CollectedMetric = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];

/** Functions of a worker thread that the main thread calls. */
export interface ThreadFunctions {
  metrics(): Promise<readonly CollectedMetric[]>;
}

/** Functions of the main thread that a worker thread calls. */
export interface MainFunctions extends Operations {
  threadsChanged(status: readonly ThreadStatus[]): void;
}
