import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CANDLE_INTERVALS } from '../../src/domain/candle.ts';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { historyFile } from '../../src/history/schema.ts';
import type { Candle } from '../../src/market/candle.ts';
import { toSum } from '../../src/market/sum.ts';
import { TradingDays } from '../../src/market/trading-days.ts';
import { candlesOf, type SequencedTrade, trades } from '../market/trades.ts';
import { frameOf } from '../writers/frames.ts';
import { EVERYTHING, HistoryFolder } from './history-folder.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const ZONES = ['UTC', 'Europe/Zurich', 'Asia/Kathmandu'] as const;
const zone = fc.constantFrom(...ZONES);

function frameWith({ sequence, ...trade }: SequencedTrade): WriterFrame {
  return frameOf(sequence, trade.transactTimeNs, { kind: 'tradeImported', trade });
}

function tradeOf(sequence: number, transactTimeNs: bigint): SequencedTrade {
  return {
    ...{ tradeId: sequence, instrumentId: 1, price: 1, quantity: 1, aggressorSide: 1, sequence },
    ...{ makerOrderId: 1, makerPartyNumber: 1, makerLeavesQuantity: 0 },
    ...{ takerOrderId: 2, takerPartyNumber: 2, takerLeavesQuantity: 0 },
    transactTimeNs,
  };
}

function candlesIn(folder: HistoryFolder, isNewestFirst: boolean) {
  return CANDLE_INTERVALS.map((interval) =>
    folder.read((pages) => {
      const found: Candle[] = [];
      for (let after = 0, isLast = false; !isLast; after = found.at(-1)?.openSeconds ?? 0) {
        const { rows } = pages.candles({
          ...EVERYTHING,
          isNewestFirst,
          instrumentId: 1,
          interval,
          after,
          limit: 7,
        });
        found.push(...rows);
        isLast = rows.length < 7;
      }
      return found;
    }),
  );
}

it('candles are those of the list of trades, however they were written, and in the time zone of the last start', () => {
  fc.assert(
    fc.property(trades, fc.array(fc.tuple(fc.nat(60), zone), { maxLength: 4 }), (all, starts) => {
      using folder = new HistoryFolder();
      let written = 0;
      for (const [count, name] of [...starts, [all.length, starts[0]?.[1] ?? 'UTC'] as const]) {
        folder.write(all.slice(written, written + count).map(frameWith), new TradingDays(name));
        written = Math.min(all.length, written + count);
        const days = new TradingDays(name);
        const expected = CANDLE_INTERVALS.map((interval) => candlesOf(all.slice(0, written), interval, days));
        expect(candlesIn(folder, false)).toEqual(expected);
        const reversed = expected.map((candles) => candles.toReversed());
        expect(candlesIn(folder, true)).toEqual(reversed);
      }
    }),
    { numRuns: 40 * CAMPAIGN },
  );
});

it('a volume goes on from one of any size', () => {
  const edges = [2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n];
  const sums = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 1n, max: 2n ** 100n }));
  const quantities = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(sums, quantities, (volume, quantity) => {
      using folder = new HistoryFolder();
      folder.write([frameWith(tradeOf(1, 10n ** 18n))]);
      // As if there had been many trades.
      const database = new DatabaseSync(historyFile(folder.directory));
      database.prepare('UPDATE candles SET volume = ?').run(String(volume));
      database.close();
      folder.write([frameWith({ ...tradeOf(2, 10n ** 18n + 1n), quantity })]);
      const candles = candlesIn(folder, false).flat();
      expect(candles).toHaveLength(CANDLE_INTERVALS.length);
      for (const candle of candles) expect(candle.volume).toBe(toSum(volume + BigInt(quantity)));
    }),
    { numRuns: 20 * CAMPAIGN },
  );
});

it('a time that is asked for is one of the period that a candle begins with', () => {
  using folder = new HistoryFolder();
  const all = [tradeOf(1, 5_000_000_000n), tradeOf(2, 6_999_999_999n), tradeOf(3, 8_000_000_001n)];
  folder.write(all.map(frameWith));
  const between = (fromTimeNs: bigint | undefined, toTimeNs: bigint | undefined) =>
    folder.read((pages) =>
      pages
        .candles({ ...EVERYTHING, instrumentId: 1, interval: 1, fromTimeNs, toTimeNs })
        .rows.map(({ openSeconds }) => openSeconds),
    );
  expect(between(undefined, undefined)).toEqual([5, 6, 8]);
  expect(between(5_000_000_000n, 8_000_000_000n)).toEqual([5, 6]);
  expect(between(5_000_000_001n, 8_000_000_001n)).toEqual([6, 8]);
});
