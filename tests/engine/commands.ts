import type { Instrument } from '../../src/domain/instrument.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';

/** A command as data. `order` counts the orders placed so far from the last, so it stays right when a flow shrinks. */
export type EngineCommand =
  | {
      readonly kind: 'place';
      readonly instrumentId: number;
      readonly party: number;
      readonly side: Side;
      readonly orderType: OrderType;
      readonly timeInForce: TimeInForce;
      readonly isPostOnly: boolean;
      readonly price: number;
      readonly quantity: number;
      /** How far the order id is from the last. */
      readonly step: number;
    }
  | {
      readonly kind: 'amend' | 'replace';
      readonly order: number;
      readonly price: number;
      readonly quantity: number;
    }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'cancelAll'; readonly party: number };

export const PARTIES = 3;

export function instrument(instrumentId: number, tickSize = 1): Instrument {
  return {
    instrumentId,
    symbol: `S${instrumentId}`,
    description: '',
    priceScale: 2,
    quantityScale: 0,
    tickSize,
    minPrice: tickSize,
    lotSize: 1,
    maxPrice: 2 ** 31 - 1,
    maxQuantity: 1000,
  };
}

/** Creates the parties and these instruments. */
export function prepare(engine: MatchingEngine, instruments: readonly Instrument[]): void {
  for (const each of instruments) engine.createInstrument(each);
  for (let partyNumber = 1; partyNumber <= PARTIES; partyNumber++) {
    engine.createParty({ partyNumber, partyId: `p${partyNumber}`, partyName: '', isAdmin: false });
  }
}

/** Gives commands to an engine and remembers the ids that it placed. */
export class Commander {
  readonly #engine: MatchingEngine;
  readonly #ids: number[];

  constructor(engine: MatchingEngine, ids: readonly number[] = []) {
    this.#engine = engine;
    this.#ids = [...ids];
  }

  /** The same orders on another engine. */
  takeOver(engine: MatchingEngine): Commander {
    return new Commander(engine, this.#ids);
  }

  give(command: EngineCommand): boolean {
    if (command.kind === 'place') {
      this.#place(command);
      return true;
    }
    if (command.kind === 'cancelAll') {
      const orderIds = this.#engine.ordersOf(command.party);
      for (const orderId of orderIds) this.#engine.cancel(orderId);
      return orderIds.length > 0;
    }
    const orderId = this.#ids[this.#ids.length - 1 - (command.order % Math.max(this.#ids.length, 1))] ?? 0;
    if (command.kind === 'cancel') return this.#engine.cancel(orderId);
    const tickSize = this.#engine.instrumentOf(orderId) === 3 ? 5 : 1;
    const price = onTick(command.price, tickSize);
    if (command.kind === 'amend') return this.#engine.amend(orderId, price, command.quantity);
    return this.#engine.replace(orderId, price, command.quantity);
  }

  #place(command: EngineCommand & { kind: 'place' }): void {
    const orderId = (this.#ids.at(-1) ?? 0) + command.step;
    this.#ids.push(orderId);
    const { instrumentId, side, orderType, timeInForce, isPostOnly, quantity } = command;
    this.#engine.place(orderId, {
      instrumentId,
      partyNumber: command.party,
      side,
      orderType,
      timeInForce,
      price: orderType === OrderType.Market ? 0 : onTick(command.price, instrumentId === 3 ? 5 : 1),
      quantity,
      clientOrderId: `c${orderId}`,
      ...(isPostOnly ? { postOnly: true } : {}),
    });
  }
}

/** Instrument 3 has a tick of 5, so that both kinds are tried. */
function onTick(price: number, tickSize: number): number {
  return Math.max(price - (price % tickSize), tickSize);
}

export const SIDES: readonly Side[] = [Side.Buy, Side.Sell];
export const ORDER_TYPES: readonly OrderType[] = [OrderType.Limit, OrderType.Market];
export const TIMES_IN_FORCE: readonly TimeInForce[] = [
  TimeInForce.GoodTillCanceled,
  TimeInForce.ImmediateOrCancel,
  TimeInForce.FillOrKill,
];
