// The test compiles this file against the declarations of the package and does not run it. The marked lines must be errors.
import { connectRedleaf, type PlaceOrderResponse, Side } from '@redleaf/client';
import { connectRedleaf as connectInBrowser } from '@redleaf/client/browser';

const order = { symbol: 'ACME', side: Side.BUY, price: '100.50', quantity: '1' };
export const placed: Promise<PlaceOrderResponse> = connectRedleaf({ url: '' }).place(order);
// @ts-expect-error A price is not a binary floating-point number.
connectRedleaf({ url: '' }).place({ ...order, price: 100.5 });
// @ts-expect-error Browsers have no streams of requests.
connectInBrowser({ url: '' }).openTrading();
