// Appends every trade to a CSV file, without a gap and without a repeat, and goes on where it stopped when it is started again.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connectRedleaf, Side } from '@redleaf/client';

const { REDLEAF_URL = 'http://127.0.0.1:8000', FILE = 'trades.csv' } = process.env;
process.once('uncaughtException', ({ message }) => {
  console.error(`${REDLEAF_URL}: ${message}`);
  process.exit(1);
});
const COLUMNS = ['epoch', 'sequence', 'trade_id', 'time_ns', 'symbol', 'price', 'quantity', 'aggressor'];
const redleaf = connectRedleaf({ url: REDLEAF_URL });
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

if (!existsSync(FILE)) writeFileSync(FILE, `${COLUMNS.join()}\n`);
// A line that was being written when the machine stopped is no whole one.
const whole = readFileSync(FILE, 'utf8').replace(/[^\n]*$/, '');
writeFileSync(FILE, whole);
const [epoch = '', sequence = ''] = whole.trimEnd().split('\n').at(-1)?.split(',') ?? [];
const isNew = epoch === 'epoch';

let rows: string[] = [];
const trades = redleaf.watchTrades(0, {
  epoch: isNew ? 0n : BigInt(epoch),
  resumeFromSequence: isNew ? 0n : BigInt(sequence),
  signal: stop.signal,
  // All trades up to here have come: what stands in the file is never the half of it.
  onPosition: (position) => {
    appendFileSync(FILE, rows.map((row) => `${position.epoch},${row}\n`).join(''));
    rows = [];
  },
});
for await (const trade of trades) {
  const instrument = await redleaf.instrumentById(trade.instrumentId);
  const [price, quantity] = [instrument.price(trade.price), instrument.quantity(trade.quantity)];
  const aggressor = trade.aggressorSide === Side.BUY ? 'buy' : 'sell';
  const { sequence, tradeId, transactTimeNs } = trade;
  rows.push([sequence, tradeId, transactTimeNs, instrument.symbol, price, quantity, aggressor].join());
}
redleaf.close();
