import type { Registry } from 'prom-client';
import type { Logger } from '../log/logger.ts';
import type { Config } from '../settings/config.ts';
import type { Threads } from '../threads/threads.ts';
import type { Operations } from './operations.ts';

/** What a part of the exchange gets from the thread that it runs on. */
export interface PartContext {
  readonly config: Config;
  readonly logger: Logger;
  /** Threads that this one starts. */
  readonly threads: Threads;
  /** Metrics of this thread. */
  readonly registry: Registry;
  /** What it may ask about the whole process. */
  readonly operations: Operations;
  /** Ends the thread now, without another answer. Say why in the log first. */
  readonly end: () => void;
}

/** A part that works. */
export interface RunningPart {
  /** What its start found. They can be cloned. */
  readonly facts: unknown;
  close(): Promise<void>;
}
