import { expect, test } from 'vitest';
import type { TradeRecord } from '../../../src/domain/trade.ts';
import type { ChannelUpdate } from '../../../src/feeds/channels/channel.ts';
import { TradesChannel } from '../../../src/feeds/channels/trades-channel.ts';
import { EntryFeed } from '../../../src/feeds/entry-feed.ts';
import { tradeOf } from '../../../src/feeds/trade.ts';
import { traded } from '../../engine/events.ts';

/** Trades of one instrument, of which the last `retained` are in memory and all in a list that stands for the journal. */
function market(retained: number) {
  const all: TradeRecord[] = [];
  const read = async (after: number, upTo: number) => ({
    sequence: upTo,
    entries: all.filter(({ sequence }) => sequence > after && sequence <= upTo),
  });
  const older = { oldest: 0, open: () => ({ read, close() {} }) };
  const trades = new EntryFeed<TradeRecord>(({ instrumentId }) => instrumentId, {
    retained,
    heartbeatMs: 60_000,
    older,
  });
  return {
    trades,
    happen(count: number): void {
      for (let sequence = all.length + 1, end = sequence + count; sequence < end; sequence += 1) {
        const trade = tradeOf(traded(sequence, 1, 2, { quantity: 1 }).record, sequence, BigInt(sequence));
        all.push(trade);
        trades.append(trade);
      }
      trades.committed(all.length);
    },
  };
}

const turn = () => new Promise(setImmediate);

function sequencesOf(updates: readonly ChannelUpdate[]): readonly number[] {
  return updates.flatMap(({ content }) =>
    content.kind === 'trades' ? content.trades.map(({ sequence }) => sequence) : [],
  );
}

test('one update has all trades that happened until it is pulled, whenever they did', async () => {
  const { trades, happen } = market(1_000);
  const channel = new TradesChannel(trades, { instrumentId: 1, depth: 0, onReady() {} });
  channel.next();
  happen(1);
  await turn();
  happen(2);
  await turn();
  expect(sequencesOf(channel.next())).toEqual([1, 2, 3]);
  expect(channel.hasMore).toBe(false);
  expect(channel.next()).toEqual([]);
  channel.close();
});

test('what happens before the snapshot is pulled follows it at once', () => {
  const { trades, happen } = market(1_000);
  happen(2);
  const channel = new TradesChannel(trades, { instrumentId: 1, depth: 1, onReady() {} });
  happen(1);
  expect(sequencesOf(channel.next())).toEqual([2]);
  expect(channel.hasMore).toBe(true);
  expect(sequencesOf(channel.next())).toEqual([3]);
  channel.close();
});

test('what does not fit in one message follows at once', () => {
  const { trades, happen } = market(1_000);
  const channel = new TradesChannel(trades, { instrumentId: 1, depth: 0, onReady() {} });
  channel.next();
  happen(600);
  const got: number[] = [];
  do got.push(...sequencesOf(channel.next()));
  while (channel.hasMore);
  expect(got).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
  channel.close();
});

test('what memory has no longer is fetched, and what happens after follows from memory', async () => {
  const { trades, happen } = market(10);
  let ready = 0;
  const channel = new TradesChannel(trades, { instrumentId: 1, depth: 0, onReady: () => ready++ });
  channel.next();
  happen(50);
  expect(channel.next()).toEqual([]);
  await turn();
  expect(ready).toBe(1);
  happen(3);
  const fetched = channel.next();
  expect(sequencesOf(fetched)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(channel.hasMore).toBe(true);
  const [after] = channel.next();
  expect(after?.previousSequence).toBe(50);
  expect(sequencesOf(after ? [after] : [])).toEqual([51, 52, 53]);
  channel.close();
});
