import { Code } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import {
  checkInstrument,
  EMPTY_INSTRUMENT,
  instrumentProblems,
} from '../../clients/dashboard/core/instrument-form.ts';
import { RedleafError } from '../../clients/typescript/redleaf-error.ts';

const form = { ...EMPTY_INSTRUMENT, symbol: ' ACME ', price_scale: '2', quantity_scale: '3' };

it('asks in minor units, and leaves what is empty to the exchange', () => {
  const typed = { ...form, tick_size: '0.05', lot_size: '0.5', max_price: '1,000', instrument_id: '7' };
  expect(checkInstrument(typed).problems).toBeUndefined();
  expect(checkInstrument(typed)).toMatchObject({
    request: {
      ...{ symbol: 'ACME', instrumentId: 7, priceScale: 2, quantityScale: 3 },
      ...{ tickSize: 5n, lotSize: 500n, maxPrice: 100_000n, maxQuantity: 0n },
    },
  });
});

it.each([
  ['symbol', { symbol: ' ' }, 'is missing'],
  ['tick_size', { tick_size: '0.001' }, 'has at most 2 decimal places'],
  ['max_quantity', { max_quantity: 'many' }, 'is not a number'],
  ['price_scale', { price_scale: '10' }, 'is at most 9'],
  ['instrument_id', { instrument_id: '4294967296' }, 'is at most 4,294,967,295'],
  ['instrument_id', { instrument_id: '1.5' }, 'must be a whole number'],
] as const)('says what is wrong with %s', (field, wrong, problem) => {
  expect(checkInstrument({ ...form, ...wrong }).problems).toEqual({ [field]: problem });
});

const refusal = (reason: string, field: string | undefined, metadata: Record<string, string> = {}) =>
  new RedleafError(field === undefined ? 'no' : `${field} is not good`, {
    code: Code.InvalidArgument,
    reason,
    field,
    metadata,
  });

it.each([
  [refusal('DUPLICATE_SYMBOL', undefined), { symbol: 'is in use' }],
  [refusal('DUPLICATE_INSTRUMENT', undefined), { instrument_id: 'is in use' }],
  [
    refusal('FIELD_OUT_OF_RANGE', 'max_price', { min: '5', max: '2147483647' }),
    { max_price: 'must be from 0.05 to 21,474,836.47' },
  ],
  [
    refusal('FIELD_OUT_OF_RANGE', 'lot_size', { min: '1', max: '9000' }),
    { lot_size: 'must be from 0.001 to 9.000' },
  ],
  [refusal('FIELD_INVALID', 'symbol'), { symbol: 'is not good' }],
  [refusal('TOO_MANY_INSTRUMENTS', undefined), { form: 'no' }],
])('shows a refusal at its field', (error, problems) => {
  expect(instrumentProblems(error, form)).toEqual(problems);
});
