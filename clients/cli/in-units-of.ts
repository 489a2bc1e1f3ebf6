import { RedleafError } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { fromMinorUnits } from './decimal.ts';

/** Does something with an order; a refusal about its price or quantity is told in decimals, as people wrote them. */
export async function inUnitsOf<Result>(instrument: Instrument, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (thrown) {
    const error = RedleafError.from(thrown);
    const message = messageInDecimals(error, instrument);
    throw message === undefined ? error : new RedleafError(message, { ...detailsOf(error), cause: error });
  }
}

function detailsOf({ code, reason, field, metadata }: RedleafError) {
  return { code, reason, field, metadata };
}

function messageInDecimals(
  { reason, field, metadata }: RedleafError,
  instrument: Instrument,
): string | undefined {
  if (field !== 'price' && field !== 'quantity') return undefined;
  const scale = field === 'price' ? instrument.priceScale : instrument.quantityScale;
  const decimal = (name: string) => fromMinorUnits(BigInt(metadata[name] ?? '0'), scale);
  switch (reason) {
    case 'PRICE_OFF_TICK':
      return `the price of ${instrument.symbol} must be a multiple of ${decimal('tick_size')}`;
    case 'QUANTITY_OFF_LOT':
      return `the quantity of ${instrument.symbol} must be a multiple of ${decimal('lot_size')}`;
    case 'FIELD_OUT_OF_RANGE':
      return `the ${field} of ${instrument.symbol} must be from ${decimal('min')} to ${decimal('max')}`;
    default:
      return undefined;
  }
}
