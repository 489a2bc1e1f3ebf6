import { fromMinorUnits, RedleafError } from '@redleaf/client';
import { type Scales, scaleOf } from './decimal-json.ts';

/** Does something with an order; a refusal about its price or quantity is worded in decimals, as people typed them. */
export async function inUnitsOf<Result>(instrument: Scales, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (thrown) {
    const error = RedleafError.from(thrown);
    const message = messageInDecimals(error, instrument);
    throw message === undefined ? error : new RedleafError(message, { ...detailsOf(error), cause: error });
  }
}

function detailsOf({ code, reason, field, metadata, method }: RedleafError) {
  return { code, reason, field, metadata, method };
}

function messageInDecimals(
  { reason, field, metadata }: RedleafError,
  instrument: Scales,
): string | undefined {
  const scale = field === undefined ? undefined : scaleOf(field, instrument);
  if (scale === undefined) return undefined;
  const decimal = (name: string) => fromMinorUnits(BigInt(metadata[name] ?? '0'), scale);
  switch (reason) {
    case 'PRICE_OFF_TICK':
      return `the price of ${instrument.symbol} must be a multiple of ${decimal('tick_size')}`;
    case 'QUANTITY_OFF_LOT':
      return `the quantity of ${instrument.symbol} must be a multiple of ${decimal('lot_size')}`;
    case 'FIELD_OUT_OF_RANGE':
      return `the ${field?.replace('_', ' ')} of ${instrument.symbol} must be from ${decimal('min')} to ${decimal('max')}`;
    default:
      return undefined;
  }
}
