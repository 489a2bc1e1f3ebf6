// The test bundles this file and runs it in a browser.
import { connectRedleaf, Side } from '@redleaf/client/browser';

globalThis.trade = async (url, partyId, password) => {
  const redleaf = connectRedleaf({ url, partyId, password });
  const book = await redleaf.followBook('ACME');
  const bid = { symbol: 'ACME', side: Side.BUY, price: '99.50', quantity: '2' };
  const { orderId } = await redleaf.place(bid);
  for await (const what of book) if (what === 'changed' && book.bids.length > 0) break;
  const [{ price, quantity }] = book.bids;
  await redleaf.cancel({ orderId });
  redleaf.close();
  return [book.instrument.price(price), book.instrument.quantity(quantity)];
};
