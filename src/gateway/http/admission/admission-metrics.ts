import type { HolderName, Resource } from './holder.ts';

/** Counters of the admission. */
export interface AdmissionMetrics {
  refused(what: Resource | 'connections', holder: HolderName): void;
  /** A stream was closed because its answer was not read. */
  closedUnread(): void;
  /** A connection was closed because of too many offences. */
  expelled(): void;
}
