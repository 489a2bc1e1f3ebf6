import type { TradeRecord } from '../domain/trade.ts';
import type { ExecutionRecord } from '../feeds/execution.ts';
import type { LogMessage } from '../feeds/log-message.ts';

/** The task of the thread. */
export interface CatchUpWorkerData {
  /** The data folder. */
  readonly directory: string;
  /** Of the journal that the streams follow. */
  readonly epoch: number;
}

/** The entries of each stream. */
export interface OlderKinds {
  readonly trades: TradeRecord;
  readonly executions: ExecutionRecord;
}
export type OlderKind = keyof OlderKinds;

export interface PageRequest {
  readonly kind: OlderKind;
  /** Of the subscriber. */
  readonly id: number;
  readonly topic: number;
  readonly after: number;
  readonly upTo: number;
}

/** `close`: the subscriber needs no more pages. */
export type CatchUpRequest = PageRequest | { readonly kind: 'close'; readonly id: number };

export type CatchUpAnswer =
  | {
      readonly [Kind in OlderKind]: { readonly kind: Kind; readonly page: LogMessage<OlderKinds[Kind]> };
    }[OlderKind]
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };
