import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Trade, TradeRecord } from '../domain/trade.ts';
import type { FollowerCursor } from '../follower/follower-cursor.ts';
import { SqliteCursor } from '../follower/sqlite-cursor.ts';
import type { WriterFrame, WriterOrder, WriterTrade } from '../follower/writer.ts';
import { TradingDays } from '../market/trading-days.ts';
import { readChecked } from '../storage/sqlite-error.ts';
import { inTransaction } from '../storage/transaction.ts';
import { MAX_WAL_BYTES } from '../storage/wal-limit.ts';
import { CandleTable } from './candle-table.ts';
import { historyFile, openForWriting } from './schema.ts';

const UPSERT_ORDER = `
  INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (order_id) DO UPDATE SET
    price = excluded.price,
    quantity = excluded.quantity,
    leaves_quantity = excluded.leaves_quantity,
    cum_quantity = excluded.cum_quantity,
    canceled_quantity = excluded.canceled_quantity,
    cancel_reason = excluded.cancel_reason,
    notional = excluded.notional,
    transact_time_ns = excluded.transact_time_ns`;
const INSERT_TRADE = 'INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Every order as it stands, every trade and every candle, in `history.db`, up to its cursor. */
export class HistoryStore {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #upsertOrder: StatementSync;
  readonly #insertTrade: StatementSync;
  readonly #candles: CandleTable;
  readonly #cursor: SqliteCursor;

  /** @param days when the days of candles begin. */
  constructor(directory: string, days = new TradingDays()) {
    this.#file = historyFile(directory);
    this.#database = openForWriting(directory);
    try {
      this.#upsertOrder = this.#database.prepare(UPSERT_ORDER);
      this.#insertTrade = this.#database.prepare(INSERT_TRADE);
      this.#candles = readChecked({ file: this.#file }, () => new CandleTable(this.#database, days));
      this.#cursor = readChecked({ file: this.#file }, () => new SqliteCursor(this.#database));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The last event that is in it. */
  get cursor(): FollowerCursor {
    return this.#cursor.last;
  }

  /** All of these frames or none. */
  write(frames: readonly WriterFrame[]): void {
    const news = frames.filter(({ sequence }) => sequence > this.cursor.sequence);
    const last = news.at(-1);
    if (last === undefined) return;
    readChecked({ file: this.#file }, () =>
      inTransaction(this.#database, () => {
        this.#write(news);
        this.#cursor.move(last);
      }),
    );
    this.#boundLog();
  }

  close(): void {
    this.#database.close();
  }

  /** SQLite restarts the log by itself when nothing reads it at that moment. Above the bound this waits for the readers. */
  #boundLog(): void {
    const { size } = statSync(`${this.#file}-wal`);
    if (size > MAX_WAL_BYTES) this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** An order that changes several times is written once, as it stands in the end. */
  #write(frames: readonly WriterFrame[]): void {
    const orders = new Map<number, WriterOrder>();
    const trades: TradeRecord[] = [];
    for (const event of frames.flatMap(({ events }) => events)) {
      switch (event.kind) {
        case 'orderTraded':
          trades.push({ sequence: event.sequence, ...tradeOf(event) });
          for (const order of [event.maker, event.taker]) orders.set(order.orderId, order);
          break;
        case 'orderAccepted':
        case 'orderRested':
        case 'orderCanceled':
        case 'orderAmended':
        case 'orderImported':
          orders.set(event.order.orderId, event.order);
          break;
        case 'tradeImported':
          trades.push({ sequence: event.sequence, ...event.trade });
          break;
        default:
      }
    }
    for (const trade of trades) this.#putTrade(trade);
    this.#candles.add(trades);
    for (const order of orders.values()) this.#putOrder(order);
  }

  #putTrade(trade: TradeRecord): void {
    this.#insertTrade.run(
      trade.tradeId,
      trade.sequence,
      trade.instrumentId,
      trade.price,
      trade.quantity,
      trade.aggressorSide,
      trade.makerOrderId,
      trade.makerPartyNumber,
      trade.makerLeavesQuantity,
      trade.takerOrderId,
      trade.takerPartyNumber,
      trade.takerLeavesQuantity,
      trade.transactTimeNs,
    );
  }

  #putOrder({ orderId, terms, progress }: WriterOrder): void {
    this.#upsertOrder.run(
      orderId,
      terms.clientOrderId,
      terms.instrumentId,
      terms.partyNumber,
      terms.side,
      terms.orderType,
      terms.timeInForce,
      terms.postOnly === true ? 1 : 0,
      terms.expireTimeNs ?? null,
      terms.price,
      terms.quantity,
      progress.leavesQuantity,
      progress.cumQuantity,
      progress.canceledQuantity,
      progress.cancelReason ?? null,
      String(progress.notional),
      progress.acceptTimeNs,
      progress.transactTimeNs,
    );
  }
}

function tradeOf({ tradeId, price, quantity, maker, taker, timeNs }: WriterTrade): Trade {
  return {
    tradeId,
    instrumentId: maker.terms.instrumentId,
    price,
    quantity,
    aggressorSide: taker.terms.side,
    makerOrderId: maker.orderId,
    makerPartyNumber: maker.terms.partyNumber,
    makerLeavesQuantity: maker.progress.leavesQuantity,
    takerOrderId: taker.orderId,
    takerPartyNumber: taker.terms.partyNumber,
    takerLeavesQuantity: taker.progress.leavesQuantity,
    transactTimeNs: timeNs,
  };
}
