import type { HolderName, Resource } from './holder.ts';

/** What a caller has had too much of. */
export type Refused = Resource | 'connections' | 'orderRate' | 'callRate';

/** Counters of the admission. */
export interface AdmissionMetrics {
  refused(what: Refused, holder: HolderName): void;
  /** A stream was closed because its answer was not read. */
  closedUnread(): void;
  /** A connection was closed because of too many offences. */
  expelled(): void;
}
