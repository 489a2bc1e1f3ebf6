import { connectRedleaf, type OrderEntryStream, type Redleaf, RedleafError } from '@redleaf/client';
import { OrderType, type Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import type { DemoLogin } from './logins.ts';

/** An order of a bot that is open, as far as the bot has heard. */
export interface OpenOrder {
  readonly orderId: bigint;
  readonly instrumentId: number;
  readonly side: Side;
  readonly price: bigint;
  /** In all, what has traded included. */
  readonly quantity: bigint;
}

interface LimitOrder {
  readonly instrumentId: number;
  readonly side: Side;
  readonly price: bigint;
  readonly quantity: bigint;
}

/** One bot's login: its order-entry stream, and the orders that it has open. */
export class Account {
  readonly redleaf: Redleaf;
  readonly #entry: OrderEntryStream;
  readonly #open = new Map<bigint, OpenOrder>();

  private constructor(redleaf: Redleaf) {
    this.redleaf = redleaf;
    this.#entry = redleaf.openOrderEntry();
  }

  /** Logs in, and cancels what an earlier run left open. */
  static async open(url: string, login: DemoLogin): Promise<Account> {
    const account = new Account(connectRedleaf({ url, ...login }));
    await account.#entry.cancelAll();
    return account;
  }

  openOrders(instrumentId: number): OpenOrder[] {
    return [...this.#open.values()].filter((order) => order.instrumentId === instrumentId);
  }

  /** Places a limit order; what does not trade at once stays open. */
  async place(order: LimitOrder): Promise<void> {
    const request = { ...order, orderType: OrderType.LIMIT, timeInForce: TimeInForce.GTC };
    const placed = await this.#entry.place(request).catch(ifRefused);
    if (placed === undefined || placed.leavesQuantity === 0n) return;
    this.#open.set(placed.orderId, { ...order, orderId: placed.orderId });
  }

  /** Trades at the price or better, at once or not at all. */
  async take(order: LimitOrder): Promise<void> {
    const request = { ...order, orderType: OrderType.LIMIT, timeInForce: TimeInForce.IOC };
    await this.#entry.place(request).catch(ifRefused);
  }

  async amend(
    order: OpenOrder,
    change: { readonly price?: bigint; readonly quantity?: bigint },
  ): Promise<void> {
    const amended = await this.#entry.amend({ order: referenceTo(order), ...change }).catch(ifRefused);
    // Refused: someone has traded with the last of it.
    if (amended === undefined || amended.leavesQuantity === 0n) this.#open.delete(order.orderId);
    else this.#open.set(order.orderId, { ...order, ...change });
  }

  async cancel(order: OpenOrder): Promise<void> {
    await this.#entry.cancel({ order: referenceTo(order) }).catch(ifRefused);
    this.#open.delete(order.orderId);
  }

  /** Hears of orders that others have traded with, until the signal. */
  async followExecutions(signal: AbortSignal): Promise<void> {
    for await (const { order } of this.redleaf.watchExecutions({ signal })) {
      if (order?.leavesQuantity === 0n) this.#open.delete(order.orderId);
    }
  }

  close(): void {
    this.#entry.abort();
    this.redleaf.close();
  }
}

function referenceTo({ orderId }: { readonly orderId: bigint }) {
  return { reference: { case: 'orderId', value: orderId } } as const;
}

/** The market may have moved since the bot looked: a refusal is part of the game, a lost connection is not. */
function ifRefused(thrown: unknown): undefined {
  const error = RedleafError.from(thrown);
  if (error.reason === '') throw error;
}
