import type {
  AdvanceClock,
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  Command,
  CreateInstrument,
  CreateParty,
  Fill,
  OrderReference,
  PlaceOrder,
  SetPartyStatus,
} from '../../src/domain/command.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MAX_CLOCK_ADVANCE_NS } from '../../src/domain/limits.ts';
import { CancelReason, OrderStatus, OrderType, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { Party } from '../../src/domain/party.ts';
import type { Reason } from '../../src/domain/refusal.ts';
import type { Expiry } from '../../src/exchange/expiries.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { ReferenceEngine } from '../engine/reference-engine.ts';
import { isRepeat, type ModelOrder, ModelOrders, statusOf } from './model-orders.ts';

/** What an answer must say, but for its time and its sequence. */
export type Expected = Readonly<Record<string, unknown>> & { readonly kind: string };

/**
 * The exchange as one would explain it: the reference engine, and the plainest rules around it. Knows no disk: whoever uses it
 * gives it the commands that count.
 */
export class Model {
  readonly #maxOpenOrdersPerParty: number;
  readonly orders = new ModelOrders();
  readonly engine = new ReferenceEngine(this.orders);
  readonly instruments = new Map<number, Instrument>();
  readonly parties = new Map<string, Party>();
  /** Of the last command: nanoseconds since 1970-01-01 UTC. */
  timeNs = 0n;
  readonly #names = new Map<string, { readonly orderId: number; readonly terms: OrderTerms }>();

  constructor(maxOpenOrdersPerParty: number) {
    this.#maxOpenOrdersPerParty = maxOpenOrdersPerParty;
  }

  stateHash(): string {
    return stateHash(this.engine, this.#expiring());
  }

  /** How many events there were. */
  get events(): number {
    return this.orders.events;
  }

  /** @param nowNs what the clock of the exchange says. */
  execute(command: Command, nowNs: bigint): Expected {
    if (nowNs > this.timeNs) this.timeNs = nowNs;
    this.#expire();
    switch (command.kind) {
      case 'place':
        return this.#place(command);
      case 'amend':
        return this.#amend(command);
      case 'cancel':
        return this.#cancel(command);
      case 'cancelAll':
        return this.#cancelAll(command);
      case 'createInstrument':
        return this.#createInstrument(command);
      case 'createParty':
        return this.#createParty(command);
      case 'advanceClock':
        return this.#advanceClock(command);
      case 'expireOrders':
        return { kind: 'ordersExpired' };
      case 'setPartyStatus':
        return this.#setPartyStatus(command);
    }
  }

  #place(command: PlaceOrder): Expected {
    const { terms } = command;
    const { partyNumber, clientOrderId, instrumentId, orderType, timeInForce, price, quantity } = terms;
    const earlier = clientOrderId === '' ? undefined : this.#names.get(nameKey(partyNumber, clientOrderId));
    if (earlier !== undefined && isRepeat(terms, earlier.terms)) {
      const order = this.orders.get(earlier.orderId);
      return { ...placed(order), fills: [], fillCount: 0, isRepeat: true };
    }
    const instrument = this.instruments.get(instrumentId);
    if (instrument === undefined) return refused('UNKNOWN_INSTRUMENT');
    const isMarket = orderType === OrderType.Market;
    const mayRest = timeInForce === TimeInForce.GoodTillCanceled || timeInForce === TimeInForce.GoodTillDate;
    const wrong =
      (isMarket && (timeInForce !== TimeInForce.ImmediateOrCancel || price !== 0)
        ? 'FIELD_INVALID'
        : undefined) ??
      (terms.postOnly === true && !mayRest ? 'FIELD_INVALID' : undefined) ??
      wrongExpiry(terms, this.timeNs) ??
      wrongQuantity(quantity, instrument) ??
      (isMarket ? undefined : wrongPrice(price, instrument));
    if (wrong !== undefined) return refused(wrong);
    if (earlier !== undefined) return refused('DUPLICATE_CLIENT_ORDER_ID');
    if (mayRest && this.engine.openOrdersOf(partyNumber) >= this.#maxOpenOrdersPerParty) {
      return refused('TOO_MANY_OPEN_ORDERS');
    }
    const orderId = this.engine.lastOrderId + 1;
    const fills = this.#fillsOf(() => this.engine.place(orderId, terms));
    if (clientOrderId !== '') this.#names.set(nameKey(partyNumber, clientOrderId), { orderId, terms });
    return { ...placed(this.orders.get(orderId)), fills, fillCount: fills.length, isRepeat: false };
  }

  #amend(command: AmendOrder): Expected {
    const order = this.#openOrder(command);
    if (order === undefined) return refused('UNKNOWN_ORDER');
    const instrument = this.instruments.get(order.instrumentId);
    if (instrument === undefined) throw new Error('an order rests on no instrument');
    const { price, quantity } = command;
    if (price === undefined && quantity === undefined) return refused('FIELD_REQUIRED');
    const wrong =
      (quantity === undefined ? undefined : wrongQuantity(quantity, instrument)) ??
      (price === undefined ? undefined : wrongPrice(price, instrument));
    if (wrong !== undefined) return refused(wrong);
    const fills = this.#fillsOf(() => {
      this.engine.amend(order.orderId, price ?? order.price, quantity ?? order.quantity);
    });
    const { orderId, clientOrderId, leavesQuantity, cumQuantity, canceledQuantity } = order;
    return {
      kind: 'amended',
      ...{
        orderId,
        clientOrderId,
        leavesQuantity,
        cumQuantity,
        canceledQuantity,
        cancelReason: this.orders.get(orderId).cancelReason,
        price: order.price,
        quantity: order.quantity,
      },
      ...{ orderStatus: statusOf(order), priorityKept: this.orders.priorityKept },
      ...{ fills, fillCount: fills.length },
    };
  }

  #cancel(command: CancelOrder): Expected {
    const order = this.#openOrder(command);
    if (order === undefined) return refused('UNKNOWN_ORDER');
    this.engine.cancel(order.orderId);
    const { orderId, clientOrderId, cumQuantity, canceledQuantity } = order;
    return {
      kind: 'canceled',
      ...{ orderId, clientOrderId, cumQuantity, canceledQuantity, orderStatus: OrderStatus.Canceled },
    };
  }

  #cancelAll({ partyNumber, instrumentId, side }: CancelAllOrders): Expected {
    if (instrumentId !== 0 && !this.instruments.has(instrumentId)) return refused('UNKNOWN_INSTRUMENT');
    const wanted = [...this.orders.byId.values()]
      .filter((order) => order.partyNumber === partyNumber && order.leavesQuantity > 0)
      .filter((order) => instrumentId === 0 || order.instrumentId === instrumentId)
      .filter((order) => side === undefined || order.side === side)
      .sort((a, b) => a.orderId - b.orderId);
    for (const { orderId } of wanted) this.engine.cancel(orderId);
    return { kind: 'allCanceled', canceledOrderCount: wanted.length };
  }

  #createInstrument(command: CreateInstrument): Expected {
    const free = Math.max(0, ...this.instruments.keys()) + 1;
    const instrument = {
      ...command.instrument,
      instrumentId: command.instrument.instrumentId || free,
    };
    if (this.instruments.has(instrument.instrumentId)) return refused('DUPLICATE_INSTRUMENT');
    for (const { symbol } of this.instruments.values()) {
      if (symbol === instrument.symbol) return refused('DUPLICATE_SYMBOL');
    }
    this.instruments.set(instrument.instrumentId, instrument);
    this.engine.createInstrument(instrument);
    return { kind: 'instrumentCreated', instrument };
  }

  #createParty({ partyId, partyName, isAdmin }: CreateParty): Expected {
    if (this.parties.has(partyId)) return refused('DUPLICATE_PARTY');
    const party = { partyNumber: this.parties.size + 1, partyId, partyName, isAdmin };
    this.parties.set(partyId, party);
    this.engine.createParty(party);
    return { kind: 'partyCreated', party };
  }

  /** The last administrator who can log in stays. */
  #setPartyStatus({ partyId, isDisabled }: SetPartyStatus): Expected {
    const party = this.parties.get(partyId);
    if (party === undefined) return refused('UNKNOWN_PARTY');
    const others = [...this.parties.values()].filter((other) => other !== party);
    const hasOther = others.some((other) => other.isAdmin && other.isDisabled !== true);
    if (isDisabled && party.isAdmin && !hasOther) return refused('FIELD_INVALID');
    const changed = { ...party, isDisabled };
    if ((party.isDisabled ?? false) !== isDisabled) {
      this.parties.set(partyId, changed);
      this.engine.setPartyStatus(party.partyNumber, isDisabled);
    }
    return { kind: 'partyStatusSet', party: changed };
  }

  /** The open orders that expire, the earliest first. */
  #expiring(): Expiry[] {
    return [...this.orders.byId.values()]
      .flatMap(({ orderId, leavesQuantity, expireTimeNs }) =>
        leavesQuantity > 0 && expireTimeNs !== undefined ? [{ orderId, timeNs: expireTimeNs }] : [],
      )
      .sort((a, b) => (a.timeNs === b.timeNs ? a.orderId - b.orderId : a.timeNs < b.timeNs ? -1 : 1));
  }

  /** Nothing happens to an order from its time of expiry on. */
  #expire(): void {
    for (const { orderId, timeNs } of this.#expiring()) {
      if (timeNs <= this.timeNs) this.engine.cancel(orderId, CancelReason.Expired);
    }
  }

  #advanceClock({ to }: AdvanceClock): Expected {
    const timeNs = 'timeNs' in to ? to.timeNs : this.timeNs + to.durationNs;
    if (timeNs <= this.timeNs || timeNs > this.timeNs + MAX_CLOCK_ADVANCE_NS) {
      return refused('FIELD_OUT_OF_RANGE');
    }
    this.timeNs = timeNs;
    this.orders.clockAdvanced();
    this.#expire();
    return { kind: 'clockAdvanced', timeNs };
  }

  /** An order of somebody else is as unknown as none. */
  #openOrder({ partyNumber, order }: AmendOrder | CancelOrder): ModelOrder | undefined {
    const known = this.orders.byId.get(this.#resolve(partyNumber, order) ?? 0);
    return known?.partyNumber === partyNumber && known.leavesQuantity > 0 ? known : undefined;
  }

  #resolve(partyNumber: number, order: OrderReference): number | undefined {
    if ('orderId' in order) return order.orderId;
    return this.#names.get(nameKey(partyNumber, order.clientOrderId))?.orderId;
  }

  #fillsOf(action: () => void): Fill[] {
    const before = this.orders.trades.length;
    action();
    return this.orders.trades
      .slice(before)
      .map(({ tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity }) => ({
        ...{ tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity },
      }));
  }
}

function placed(order: ModelOrder): Expected {
  const { orderId, clientOrderId, leavesQuantity, cumQuantity, canceledQuantity } = order;
  return {
    kind: 'placed',
    ...{
      orderId,
      clientOrderId,
      leavesQuantity,
      cumQuantity,
      canceledQuantity,
      cancelReason: order.cancelReason,
      orderStatus: statusOf(order),
    },
  };
}

function refused(reason: Reason): Expected {
  return { kind: 'refused', reason };
}

function wrongPrice(price: number, { minPrice, maxPrice, tickSize }: Instrument): Reason | undefined {
  if (price < minPrice || price > maxPrice) return 'FIELD_OUT_OF_RANGE';
  return price % tickSize === 0 ? undefined : 'PRICE_OFF_TICK';
}

function wrongExpiry({ timeInForce, expireTimeNs }: OrderTerms, nowNs: bigint): Reason | undefined {
  if (timeInForce !== TimeInForce.GoodTillDate)
    return expireTimeNs === undefined ? undefined : 'FIELD_INVALID';
  if (expireTimeNs === undefined) return 'FIELD_REQUIRED';
  return expireTimeNs > nowNs ? undefined : 'FIELD_OUT_OF_RANGE';
}

function wrongQuantity(quantity: number, { maxQuantity, lotSize }: Instrument): Reason | undefined {
  if (quantity < 1 || quantity > maxQuantity) return 'FIELD_OUT_OF_RANGE';
  return quantity % lotSize === 0 ? undefined : 'QUANTITY_OFF_LOT';
}

function nameKey(partyNumber: number, clientOrderId: string): string {
  return `${partyNumber}/${clientOrderId}`;
}
