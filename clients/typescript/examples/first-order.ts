import { connectRedleaf, type RedleafError } from '@redleaf/client';
import { OrderStatusSchema, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';

// Who, and where; `redleaf demo` prints a party and a password.
const { PORT = '8000', REDLEAF_URL = `http://127.0.0.1:${PORT}`, PARTY_ID, PASSWORD } = process.env;
const redleaf = connectRedleaf({ url: REDLEAF_URL, partyId: PARTY_ID, password: PASSWORD });

// What can be traded. Prices and quantities are integers in its minor units: 100.50 is 10050n at scale 2.
const { instruments } = await redleaf.marketData.listInstruments({});
const [instrument] = instruments;
if (instrument === undefined) throw new Error('nothing is listed');
const { instrumentId, symbol, tickSize, lotSize } = instrument;

// The book, kept equal to the exchange's; the first turn is the whole of it.
let [epoch, sequence] = [0n, 0n];
for await (const book of redleaf.watchOrderBook(instrumentId)) {
  console.log(`${symbol} has ${book.bids.length} bid levels and ${book.asks.length} ask levels`);
  ({ epoch, sequence } = book);
  break;
}

// One order, answered when it is on the exchange's disk.
const placed = await redleaf.orders.placeOrder({
  instrumentId,
  side: Side.BUY,
  orderType: OrderType.LIMIT,
  price: tickSize,
  quantity: lotSize,
});
console.log(`order ${placed.orderId} is open with ${placed.leavesQuantity}`);

// What happens to our orders, here from before this one on: each report once, over lost connections too.
for await (const { order: reported } of redleaf.watchExecutions({ epoch, resumeFromSequence: sequence })) {
  if (reported?.orderId !== placed.orderId) continue;
  console.log(`reported as ${OrderStatusSchema.value[reported.orderStatus]?.name}`);
  break;
}

// Many commands over one stream. Each promise is the answer to its command.
const entry = redleaf.openOrderEntry();
const order = { reference: { case: 'orderId', value: placed.orderId } } as const;
const canceled = entry.cancel({ order });
const again = entry.cancel({ order });
console.log(`canceled ${(await canceled).canceledQuantity}`);
// One error class for everything: a status, a refused command, a lost connection.
await again.catch((error: RedleafError) => console.log(`${error.reason} in ${error.field}`));
await entry.close();

redleaf.close();
