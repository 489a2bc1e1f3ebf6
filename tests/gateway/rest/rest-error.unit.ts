import { expect, test } from 'vitest';
import { refuse } from '../../../src/domain/refusal.ts';
import { checkPlace } from '../../../src/exchange/checks.ts';
import { fromRefusals } from '../../../src/gateway/rest/rest-error.ts';
import { INSTRUMENT, limit } from '../../exchange/test-exchange.ts';

const BOUNDED = { ...INSTRUMENT, minPrice: 100, maxPrice: 200, maxQuantity: 50 };

test.each([
  ['a price below the lowest', limit('buy', 95, 10), 'price_cents', 'min_price'],
  ['a price above the highest', limit('buy', 205, 10), 'price_cents', 'max_price'],
  ['a quantity above the largest', limit('buy', 100, 60), 'quantity', 'max_quantity'],
])('%s names the bound, and where a book with another one comes from', (_what, { terms }, field, bound) => {
  const refusal = checkPlace(terms, BOUNDED, 0n) ?? refuse('INTERNAL', 'it is not refused');
  expect(fromRefusals([refusal])).toMatchObject({
    status: 422,
    detail: [{ type: 'field_out_of_range', loc: [field], msg: expect.stringContaining(`another ${bound}`) }],
  });
});

test('another refusal has no such hint', () => {
  const refusal = refuse('PRICE_OFF_TICK', 'price must be a multiple of 5', 'price');
  expect(fromRefusals([refusal]).message).toBe('price must be a multiple of 5');
});
