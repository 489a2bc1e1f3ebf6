// Buys one at the best price that somebody asks for.
import { connectRedleaf, OrderStatus, Side } from '@redleaf/client';

const { REDLEAF_URL = 'http://127.0.0.1:8000', PARTY_ID, PASSWORD } = process.env;
process.once('uncaughtException', ({ message }) => {
  console.error(`${REDLEAF_URL}: ${message}`);
  process.exit(1);
});
const redleaf = connectRedleaf({ url: REDLEAF_URL, partyId: PARTY_ID, password: PASSWORD });

const { asks, instrument: acme } = await redleaf.followBook('ACME');
const price = asks[0]?.price ?? acme.terms.maxPrice;
const placed = await redleaf.place({ symbol: 'ACME', side: Side.BUY, price, quantity: '1' });
for (const { quantity, price } of placed.fills)
  console.log(`order ${placed.orderId}: bought ${acme.quantity(quantity)} at ${acme.price(price)}`);
if (placed.orderStatus !== OrderStatus.FILLED) console.log(`order ${placed.orderId} rests in the book`);
redleaf.close();
