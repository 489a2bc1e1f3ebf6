import type { Held, HolderName } from './holder.ts';

/** What is counted as it happens. */
export interface AdmissionMetrics {
  refused(what: Held | 'connections', holder: HolderName): void;
  /** A stream whose answer does not leave is closed. */
  gaveUp(): void;
  /** A connection is closed for what its caller does. */
  expelled(): void;
}
