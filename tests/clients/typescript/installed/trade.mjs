// The test runs this file in a project with the installed package, on every supported version of Node.
import { connectRedleaf, ExecType, OrderStatus, RedleafError, Side } from '@redleaf/client';

const { REDLEAF_URL, PARTY_ID, PASSWORD } = process.env;
const redleaf = connectRedleaf({ url: REDLEAF_URL, partyId: PARTY_ID, password: PASSWORD });
const { symbol } = await redleaf.instrument('ACME');
const rested = await redleaf.place({ symbol, side: Side.SELL, price: '100.50', quantity: '3' });
const executions = redleaf.watchExecutions({
  epoch: rested.epoch,
  resumeFromSequence: rested.sequence,
});
const trading = redleaf.openTrading();
const bought = await trading.place({ symbol, side: Side.BUY, price: '100.50', quantity: '1' });
let report;
do ({ value: report } = await executions.next());
while (report.execType !== ExecType.TRADE);
const book = await redleaf.followBook(symbol);
const asks = book.asks.map(({ price, quantity }) => [book.instrument.price(price), String(quantity)]);
const canceled = await trading.cancel({ orderId: rested.orderId });
const refused = await redleaf
  .place({ symbol, side: Side.BUY, price: '1.005', quantity: '1' })
  .catch((error) => error);
await trading.close();
redleaf.close();
console.log(
  JSON.stringify({
    filled: bought.orderStatus === OrderStatus.FILLED,
    reported: String(report.lastQuantity),
    asks,
    canceled: String(canceled.canceledQuantity),
    refused: refused instanceof RedleafError && [refused.reason, refused.field],
  }),
);
