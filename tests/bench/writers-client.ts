import { orderEntry, prepare } from './rpc-load.ts';

/* The client half of `writers.ts`: one order-entry stream. */

const [exchangeUrl = ''] = process.argv.slice(2);
const token = await prepare(exchangeUrl);
const { perSecond, serverCpuUs } = await orderEntry(exchangeUrl, 1_024, 64, token);
process.send?.({ perSecond, serverCpuUs });
process.disconnect();
