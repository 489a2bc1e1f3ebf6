import type { MessagePort } from 'node:worker_threads';
import type { ClockKind } from '../exchange/open-clock.ts';
import type { Config } from '../settings/config.ts';
import type { CrossingError } from './crossing-error.ts';
import type { StartOptions } from './start-auth.ts';

/** Settings of the thread, without what it makes itself. */
export interface AuthSettings extends Omit<StartOptions, 'clock' | 'exchange' | 'logger'> {
  readonly logLevel: Config['logLevel'];
  readonly clock: ClockKind;
  /** The last time of the journal: nanoseconds since 1970-01-01 UTC; 0 for an empty one. */
  readonly lastTimeNs: bigint;
}

export interface AuthWorkerStart {
  readonly settings: AuthSettings;
  /** Its other end is for `takeLines`. */
  readonly log: MessagePort;
  /** Its other end is for an `ExchangeForAuth`, which must serve already. */
  readonly exchange: MessagePort;
}

export type ToAuthWorker =
  /** The first message. */
  | ({ readonly kind: 'start' } & AuthWorkerStart)
  /** A new gateway. The other end of the port is for its `AuthClient`. */
  | { readonly kind: 'attach'; readonly port: MessagePort }
  | { readonly kind: 'close' };

export type FromAuthWorker =
  | { readonly kind: 'started' }
  | { readonly kind: 'not started'; readonly error: CrossingError };
