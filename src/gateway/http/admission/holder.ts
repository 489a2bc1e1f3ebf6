import { Account } from '../../../admission/account.ts';

/** The resources that a party, an address or a connection holds. */
export interface Holder {
  readonly name: HolderName;
  /** All requests, also refused ones, from their headers until their answers have left. */
  readonly requests: Account;
  /** Unary calls whose answers have not left. Calls that cancel orders count separately. */
  readonly calls: Account;
  /** Unary calls that cancel orders. */
  readonly cancels: Account;
  readonly streams: Account;
  /** Subscriptions of market data streams. A subscription of a deep book counts as several. */
  readonly subscriptions: Account;
  /** Bytes of incomplete requests. */
  readonly arrivingBytes: Account;
  /** Bytes of answers that have not left. */
  readonly leavingBytes: Account;
}

/** Health, reflection, metrics and pages have their own holder `probe`, so that they answer during a flood of other requests. */
export type HolderName = 'anonymous' | 'party' | 'probe';

export const RESOURCES = [
  'requests',
  'calls',
  'cancels',
  'streams',
  'subscriptions',
  'arrivingBytes',
  'leavingBytes',
] as const;
export type Resource = (typeof RESOURCES)[number];
export type Bounds = Readonly<Record<Resource, number>>;

/** @param floors guaranteed amounts, which the holder gets even when the wider holder is full. */
export function openHolder(name: HolderName, bounds: Bounds, wider?: Holder, floors?: Bounds): Holder {
  const open = (resource: Resource) => new Account(bounds[resource], wider?.[resource], floors?.[resource]);
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
