import { CancelReason, OrderStatus, OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';

/** Words of the contract, as a trader reads them. */

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  /** As the contract spells it. */
  readonly name: string;
}

/** Short forms stay as they are; what is not here comes from its name in the contract. */
const LABELS: Readonly<Record<string, string>> = {
  GTC: 'GTC',
  IOC: 'IOC',
  FOK: 'FOK',
  GTD: 'GTD',
  DAY: 'Day',
};

export const TIME_IN_FORCE_MEANINGS: Readonly<Record<string, string>> = {
  GTC: 'Good till canceled: what does not trade at once rests in the book',
  IOC: 'Immediate or cancel: what does not trade at once is canceled',
  FOK: 'Fill or kill: trades in full at once, or not at all',
  GTD: 'Good till date: as GTC, but it expires at a time',
  DAY: 'Good till the end of the day',
};

/** All values of an enum but the unspecified one: later ones of the contract appear by themselves. */
function choicesOf<Value extends number>(values: Readonly<Record<string, Value>>): readonly Choice<Value>[] {
  return Object.entries(values)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => ({ value, name, label: labelOf(name) }));
}

function labelOf(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const ORDER_TYPES = choicesOf<OrderType>(OrderType);
export const TIMES_IN_FORCE = choicesOf<TimeInForce>(TimeInForce);

export function labelIn<Value>(choices: readonly Choice<Value>[], value: Value): string {
  return choices.find((choice) => choice.value === value)?.label ?? '';
}

export function sideText(side: Side): 'Buy' | 'Sell' {
  return side === Side.BUY ? 'Buy' : 'Sell';
}

/** For class names. */
export function sideName(side: Side): 'buy' | 'sell' {
  return side === Side.BUY ? 'buy' : 'sell';
}

export function otherSide(side: Side): Side {
  return side === Side.BUY ? Side.SELL : Side.BUY;
}

export function statusText(status: OrderStatus): string {
  return STATUS[status] ?? 'Unknown';
}

const STATUS: Readonly<Record<number, string>> = {
  [OrderStatus.NEW]: 'Open',
  [OrderStatus.PARTIALLY_FILLED]: 'Partly filled',
  [OrderStatus.FILLED]: 'Filled',
  [OrderStatus.CANCELED]: 'Canceled',
  [OrderStatus.REJECTED]: 'Rejected',
  [OrderStatus.EXPIRED]: 'Expired',
};

/** In a word, for a column; empty for an order that was not canceled. */
export function cancelReasonLabel(reason: CancelReason): string {
  return CANCEL_REASONS[reason] ?? '';
}

const CANCEL_REASONS: Readonly<Record<number, string>> = {
  [CancelReason.REQUESTED]: 'requested',
  [CancelReason.IMMEDIATE_OR_CANCEL]: 'IOC',
  [CancelReason.FILL_OR_KILL]: 'FOK',
  [CancelReason.POST_ONLY]: 'post only',
  [CancelReason.EXPIRED]: 'expired',
};

export function cancelReasonText(reason: CancelReason): string {
  if (reason === CancelReason.REQUESTED) return 'at the request of its party';
  if (reason === CancelReason.IMMEDIATE_OR_CANCEL) return 'the book had no more orders at its price';
  if (reason === CancelReason.POST_ONLY) return 'it was post-only and would have traded at once';
  if (reason === CancelReason.EXPIRED) return 'its time of expiry came';
  if (reason === CancelReason.FILL_OR_KILL)
    return 'the book had too few orders at its price to fill all of it';
  return '';
}

/** A refusal that is shown below its field, after the field's label: `password must have 8 to 72 bytes` begins with the name again. */
export function withoutField(message: string, field: string): string {
  for (const name of [field, field.replaceAll('_', ' ')]) {
    if (message.startsWith(`${name} `)) return message.slice(name.length + 1);
  }
  return message;
}
