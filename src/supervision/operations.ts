import type { ThreadStatus } from '../threads/supervised-thread.ts';
import type { WriterStatus } from '../writers/writer-thread.ts';

export interface ProcessStatus {
  readonly writers: readonly WriterStatus[];
  /** Threads that any thread of the process has started. */
  readonly threads: readonly ThreadStatus[];
}

/** A login that the trading page offers to everyone, with its password. Only a demo has any. */
export interface OfferedLogin {
  readonly partyId: string;
  readonly password: string;
}

/** What a gateway asks about the whole process. Each function rejects when the main thread does not answer in time. */
export interface Operations {
  status(): Promise<ProcessStatus>;
  /** Metrics of all threads, in Prometheus's text format. */
  metrics(): Promise<string>;
  offeredLogins(): Promise<readonly OfferedLogin[]>;
}
