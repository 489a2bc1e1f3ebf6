import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ORDER_KINDS } from '../domain/order-kind.ts';
import type { Trade, TradeRecord } from '../domain/trade.ts';
import { SqliteCursor } from '../follower/sqlite-cursor.ts';
import type { OrderState, WriterCursor, WriterEvent } from '../follower/writer.ts';
import { TradingDays } from '../market/trading-days.ts';
import { MAX_LOG_BYTES } from '../storage/log-limit.ts';
import { readChecked } from '../storage/sqlite-error.ts';
import { inTransaction } from '../storage/transaction.ts';
import { CandleTable } from './candle-table.ts';
import { historyFile, openForWriting } from './schema.ts';

const UPSERT_ORDER = `
  INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (order_id) DO UPDATE SET
    price = excluded.price,
    quantity = excluded.quantity,
    leaves_quantity = excluded.leaves_quantity,
    cum_quantity = excluded.cum_quantity,
    canceled_quantity = excluded.canceled_quantity,
    notional = excluded.notional,
    transact_time_ns = excluded.transact_time_ns`;
const INSERT_TRADE = 'INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

type Traded = Extract<WriterEvent, { readonly kind: 'traded' }>;

/** Every order as it stands, every trade and every candle, in `history.db`, up to one event of the journal. */
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
  get cursor(): WriterCursor {
    return this.#cursor.last;
  }

  /** All of these events or none. */
  write(events: readonly WriterEvent[]): void {
    const news = events.filter(({ sequence }) => sequence > this.cursor.sequence);
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

  /** The log begins anew by itself when nothing reads it at that moment. Past the bound, readers are waited for. */
  #boundLog(): void {
    const { size } = statSync(`${this.#file}-wal`);
    if (size > MAX_LOG_BYTES) this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** An order that changes several times is written once, as it is in the end. */
  #write(events: readonly WriterEvent[]): void {
    const orders = new Map<number, OrderState>();
    const trades: TradeRecord[] = [];
    for (const event of events) {
      switch (event.kind) {
        case 'traded':
          trades.push({ sequence: event.sequence, ...tradeOf(event) });
          for (const order of [event.maker, event.taker]) orders.set(order.orderId, order);
          break;
        case 'accepted':
        case 'rested':
        case 'canceled':
        case 'amended':
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

  #putOrder(order: OrderState): void {
    this.#upsertOrder.run(
      order.orderId,
      order.clientOrderId,
      order.instrumentId,
      order.partyNumber,
      order.side,
      ORDER_KINDS[order.kind].orderType,
      ORDER_KINDS[order.kind].timeInForce,
      order.price,
      order.quantity,
      order.leavesQuantity,
      order.cumQuantity,
      order.canceledQuantity,
      order.notional,
      order.acceptTimeNs,
      order.transactTimeNs,
    );
  }
}

function tradeOf({ tradeId, price, quantity, maker, taker, timeNs }: Traded): Trade {
  return {
    ...{ tradeId, instrumentId: maker.instrumentId, price, quantity, aggressorSide: taker.side },
    ...{ makerOrderId: maker.orderId, makerPartyNumber: maker.partyNumber },
    makerLeavesQuantity: maker.leavesQuantity,
    ...{ takerOrderId: taker.orderId, takerPartyNumber: taker.partyNumber },
    takerLeavesQuantity: taker.leavesQuantity,
    transactTimeNs: timeNs,
  };
}
