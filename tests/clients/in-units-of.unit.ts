import { Code, RedleafError } from '@redleaf/client';
import { expect, test } from 'vitest';
import { inUnitsOf } from '../../clients/cli/in-units-of.ts';

const COIN = { symbol: 'COIN', priceScale: 4, quantityScale: 3 };

test.each([
  [
    'price',
    'FIELD_OUT_OF_RANGE',
    { min: '1', max: '5000' },
    'the price of COIN must be from 0.0001 to 0.5000',
  ],
  [
    'quantity',
    'FIELD_OUT_OF_RANGE',
    { min: '1', max: '70' },
    'the quantity of COIN must be from 0.001 to 0.070',
  ],
  [
    'max_price',
    'FIELD_OUT_OF_RANGE',
    { min: '1', max: '99' },
    'the max price of COIN must be from 0.0001 to 0.0099',
  ],
  [
    'lot_size',
    'FIELD_OUT_OF_RANGE',
    { min: '1', max: '99' },
    'the lot size of COIN must be from 0.001 to 0.099',
  ],
  ['price', 'PRICE_OFF_TICK', { tick_size: '50' }, 'the price of COIN must be a multiple of 0.0050'],
  ['page_size', 'FIELD_OUT_OF_RANGE', { min: '0', max: '1000' }, 'as the exchange says it'],
])('a refusal of %s as %s is in the units that were typed', async (field, reason, metadata, message) => {
  const details = { code: Code.InvalidArgument, reason, field, metadata, method: 'PlaceOrder' };
  const refused = Promise.reject(new RedleafError('as the exchange says it', details));
  await expect(inUnitsOf(COIN, refused)).rejects.toMatchObject({ message, field, method: 'PlaceOrder' });
});
