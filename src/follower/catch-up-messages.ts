import type { TradeRecord } from '../domain/trade.ts';
import type { ExecutionRecord } from '../feeds/execution.ts';
import type { LogMessage } from '../feeds/log-message.ts';

/** What can be read, by the name of its stream. */
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

/** `close`: the subscriber asks for no more. */
export type CatchUpRequest = PageRequest | { readonly kind: 'close'; readonly id: number };

export type CatchUpAnswer =
  | {
      readonly [Kind in OlderKind]: { readonly kind: Kind; readonly page: LogMessage<OlderKinds[Kind]> };
    }[OlderKind]
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };
