import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CANDLE_INTERVALS, CandleInterval } from '../domain/candle.ts';
import type { Trade } from '../domain/trade.ts';
import { addCandle, addTrade, type Candle, type FormingCandle, newCandle } from '../market/candle.ts';
import { startOfPeriod } from '../market/periods.ts';
import type { TradingDays } from '../market/trading-days.ts';
import { inTransaction } from '../storage/transaction.ts';
import { toCandle } from './history-rows.ts';

const SECOND_NS = 1_000_000_000n;

const SELECT = 'SELECT * FROM candles WHERE instrument_id = ? AND interval = ? AND open_seconds = ?';
const SELECT_LAST =
  'SELECT open_seconds FROM candles WHERE instrument_id = ? AND interval = ? ORDER BY open_seconds DESC LIMIT 1';
const UPSERT = 'INSERT OR REPLACE INTO candles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const SELECT_PARTS =
  'SELECT * FROM candles WHERE instrument_id = ? AND interval = ? AND open_seconds > ? ORDER BY open_seconds LIMIT 1000';

/** The candles of every interval, in `history.db`. Trades are added to the candles of seconds, and these to the longer ones. */
export class CandleTable {
  readonly #database: DatabaseSync;
  readonly #days: TradingDays;
  readonly #select: StatementSync;
  readonly #selectLast: StatementSync;
  readonly #upsert: StatementSync;
  /** The second of the last trade of each instrument that has traded since the start. */
  readonly #lastSeconds = new Map<number, number>();

  /** If the time zone has changed, the candles of days are made again. */
  constructor(database: DatabaseSync, days: TradingDays) {
    this.#database = database;
    this.#days = days;
    this.#select = database.prepare(SELECT);
    this.#select.setReadBigInts(true);
    this.#selectLast = database.prepare(SELECT_LAST);
    this.#upsert = database.prepare(UPSERT);
    this.#makeDaysOf(days.timeZone);
  }

  /** @param trades in order of sequence, after those of earlier calls. */
  add(trades: readonly (Trade & { readonly sequence: number })[]): void {
    const seconds = new Map<number, FormingCandle[]>();
    for (const { instrumentId, transactTimeNs, sequence, price, quantity } of trades) {
      const second = this.#secondOf(instrumentId, transactTimeNs);
      let candles = seconds.get(instrumentId);
      if (candles === undefined) {
        candles = [];
        seconds.set(instrumentId, candles);
      }
      const last = candles.at(-1);
      if (last?.openSeconds === second) addTrade(last, sequence, price, quantity);
      else candles.push(newCandle(second, sequence, price, quantity));
    }
    for (const [instrumentId, candles] of seconds) {
      for (const interval of CANDLE_INTERVALS) this.#merge(instrumentId, interval, candles);
    }
  }

  /** As in `CandleSeries`, a trade whose time is before that of the last one counts as of the same second. */
  #secondOf(instrumentId: number, timeNs: bigint): number {
    const last =
      this.#lastSeconds.get(instrumentId) ??
      Number(this.#selectLast.get(instrumentId, CandleInterval.Second)?.['open_seconds'] ?? 0);
    const second = Math.max(last, Number(timeNs / SECOND_NS));
    this.#lastSeconds.set(instrumentId, second);
    return second;
  }

  /** Adds shorter candles, the earliest first, to the candles of an interval. */
  #merge(instrumentId: number, interval: CandleInterval, shorter: readonly Candle[]): void {
    let candle: FormingCandle | undefined;
    for (const part of shorter) {
      const start = startOfPeriod(interval, part.openSeconds, this.#days);
      if (candle?.openSeconds !== start) {
        if (candle !== undefined) this.#put(instrumentId, interval, candle);
        const row = this.#select.get(instrumentId, interval, start);
        candle = row === undefined ? undefined : { ...toCandle(row) };
      }
      if (candle === undefined) candle = { ...part, openSeconds: start };
      else addCandle(candle, part);
    }
    if (candle !== undefined) this.#put(instrumentId, interval, candle);
  }

  #put(instrumentId: number, interval: CandleInterval, candle: Candle): void {
    this.#upsert.run(
      instrumentId,
      interval,
      candle.openSeconds,
      candle.openPrice,
      candle.highPrice,
      candle.lowPrice,
      candle.closePrice,
      String(candle.volume),
      String(candle.value),
      candle.tradeCount,
      candle.sequence,
    );
  }

  /** Makes days from quarters of an hour: in every time zone a day begins with one. */
  #makeDaysOf(timeZone: string): void {
    const stored = this.#database.prepare('SELECT time_zone FROM days').get()?.['time_zone'];
    if (stored === timeZone) return;
    inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM candles WHERE interval = ?').run(CandleInterval.Day);
      const quarter = CandleInterval.FifteenMinutes;
      const instruments = this.#database.prepare('SELECT DISTINCT instrument_id FROM candles').all();
      const select = this.#database.prepare(SELECT_PARTS);
      select.setReadBigInts(true);
      for (const row of instruments) {
        const instrumentId = Number(row['instrument_id']);
        let parts = select.all(instrumentId, quarter, 0).map(toCandle);
        for (let last = parts.at(-1); last !== undefined; last = parts.at(-1)) {
          this.#merge(instrumentId, CandleInterval.Day, parts);
          parts = select.all(instrumentId, quarter, last.openSeconds).map(toCandle);
        }
      }
      this.#database.prepare('DELETE FROM days').run();
      this.#database.prepare('INSERT INTO days VALUES (?)').run(timeZone);
    });
  }
}
