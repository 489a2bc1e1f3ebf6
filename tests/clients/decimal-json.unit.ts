import { expect, test } from 'vitest';
import { withDecimals } from '../../clients/cli/decimal-json.ts';

const COIN = { symbol: 'COIN', priceScale: 4, quantityScale: 3 };

test.each([
  [{ price: '350' }, { price: '350', price_decimal: '0.0350' }],
  [{ last_price: '1' }, { last_price: '1', last_price_decimal: '0.0001' }],
  [{ average_price: 350.5 }, { average_price: 350.5, average_price_decimal: '0.035050' }],
  [{ tick_size: '50' }, { tick_size: '50', tick_size_decimal: '0.0050' }],
  [{ leaves_quantity: '1250' }, { leaves_quantity: '1250', leaves_quantity_decimal: '1.250' }],
  [{ net_quantity: '-750' }, { net_quantity: '-750', net_quantity_decimal: '-0.750' }],
  [{ lot_size: '10' }, { lot_size: '10', lot_size_decimal: '0.010' }],
  [{ sold_notional: '15000000' }, { sold_notional: '15000000', sold_notional_decimal: '1.5000000' }],
  [
    { order_id: '7', instrument_id: 2 },
    { order_id: '7', instrument_id: 2 },
  ],
  [{ fills: [{ price: '1' }] }, { fills: [{ price: '1', price_decimal: '0.0001' }] }],
  [{ order: { quantity: '1' } }, { order: { quantity: '1', quantity_decimal: '0.001' } }],
])('%j has decimals beside it', (message, expected) => {
  expect(withDecimals(message, COIN)).toEqual({ symbol: 'COIN', ...expected });
});
