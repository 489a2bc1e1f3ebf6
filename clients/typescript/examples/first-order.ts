// Buys one at the best price that somebody asks for.
import { connectRedleaf, OrderStatus, Side } from '@redleaf/client';

const { REDLEAF_URL = 'http://127.0.0.1:8000', PARTY_ID, PASSWORD } = process.env;
const redleaf = connectRedleaf({ url: REDLEAF_URL, partyId: PARTY_ID, password: PASSWORD });

const { asks, instrument } = await redleaf.followBook('ACME');
const price = asks[0]?.price ?? instrument.terms.maxPrice;
const order = { symbol: 'ACME', side: Side.BUY, price, quantity: '1' };
const { orderId, orderStatus, fills } = await redleaf.place(order);
for (const fill of fills)
  console.log(
    `order ${orderId}: bought ${instrument.quantity(fill.quantity)} at ${instrument.price(fill.price)}`,
  );
if (orderStatus !== OrderStatus.FILLED) console.log(`order ${orderId} rests in the book`);
redleaf.close();
