import { Account } from '../../../admission/account.ts';

/** What the callers of one address, or one party, hold of the server. */
export interface Holder {
  readonly name: HolderName;
  /** Requests from their headers until their answers have left, also those that are refused. */
  readonly requests: Account;
  /** Calls that are being answered, or whose answer has not left. */
  readonly calls: Account;
  /** The same of calls that only cancel orders. */
  readonly cancels: Account;
  readonly streams: Account;
  /** Subscriptions of streams of market data; one of a deep book counts as several. */
  readonly subscriptions: Account;
  /** Bytes of requests that have not arrived in full. */
  readonly arrivingBytes: Account;
  /** Bytes of answers that have not left. */
  readonly leavingBytes: Account;
}

/** Health, reflection, metrics and pages have a share of their own: they are asked for just when others are flooded. */
export type HolderName = 'stranger' | 'party' | 'probe';

export const HELD = [
  'requests',
  'calls',
  'cancels',
  'streams',
  'subscriptions',
  'arrivingBytes',
  'leavingBytes',
] as const;
export type Held = (typeof HELD)[number];
export type Bounds = Readonly<Record<Held, number>>;

/** @param floors what the holder gets even when others have filled the wider one. */
export function openHolder(name: HolderName, bounds: Bounds, wider?: Holder, floors?: Bounds): Holder {
  const open = (held: Held) => new Account(bounds[held], wider?.[held], floors?.[held]);
  return {
    name,
    requests: open('requests'),
    calls: open('calls'),
    cancels: open('cancels'),
    streams: open('streams'),
    subscriptions: open('subscriptions'),
    arrivingBytes: open('arrivingBytes'),
    leavingBytes: open('leavingBytes'),
  };
}
