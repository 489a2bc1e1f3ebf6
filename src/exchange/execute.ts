import type {
  AmendOrder,
  CancelOrder,
  Command,
  CreateInstrument,
  CreateParty,
  OrderReference,
  PlaceOrder,
  Reply,
} from '../domain/command.ts';
import { MAX_INSTRUMENTS, MAX_OPEN_ORDERS, MAX_ORDER_ID, MAX_PARTIES } from '../domain/limits.ts';
import { OrderStatus, statusOf, TimeInForce } from '../domain/order.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { checkAmend, checkInstrument, checkPlace } from './checks.ts';
import type { ExchangeState } from './exchange-state.ts';

/** What the sequencer stamps on a command that is about to change something. */
export interface Stamp {
  readonly timeNs: bigint;
  /** The last event so far. */
  lastSequence(): number;
}

/** Bounds that a deployment chooses. */
export interface ExecutionLimits {
  readonly maxOpenOrdersPerParty: number;
}

/**
 * Decides on one command: refuses it and changes nothing, or carries it out. The same command
 * in the same state always ends the same way.
 *
 * @param stamp gives the time of the command; called once, and only if it is carried out.
 */
export function execute(
  command: Command,
  state: ExchangeState,
  limits: ExecutionLimits,
  stamp: () => Stamp,
): Reply {
  switch (command.kind) {
    case 'place':
      return place(command, state, limits, stamp);
    case 'amend':
      return amend(command, state, stamp);
    case 'cancel':
      return cancel(command, state, stamp);
    case 'createInstrument':
      return createInstrument(command, state, stamp);
    case 'createParty':
      return createParty(command, state, stamp);
  }
}

function place(
  command: PlaceOrder,
  state: ExchangeState,
  limits: ExecutionLimits,
  stamp: () => Stamp,
): Reply {
  const { engine, reply } = state;
  const instrument = state.listings.instrument(command.instrumentId);
  if (instrument === undefined) return unknownInstrument(command.instrumentId);
  const refusal =
    checkPlace(command, instrument) ?? checkName(command, state) ?? checkRoom(command, state, limits);
  if (refusal !== undefined) return refusal;

  const orderId = engine.lastOrderId + 1;
  const { timeNs, lastSequence } = stamp();
  reply.begin();
  engine.place(
    orderId,
    command.instrumentId,
    command.partyNumber,
    command.side,
    command.orderType,
    command.timeInForce,
    command.price,
    command.quantity,
    command.clientOrderId,
  );
  return {
    kind: 'placed',
    orderId,
    clientOrderId: command.clientOrderId,
    orderStatus: statusOf(reply.leavesQuantity, reply.filledQuantity, reply.canceledQuantity),
    leavesQuantity: reply.leavesQuantity,
    cumQuantity: reply.filledQuantity,
    canceledQuantity: reply.canceledQuantity,
    fills: reply.fills,
    transactTimeNs: timeNs,
    sequence: lastSequence(),
  };
}

function amend(command: AmendOrder, state: ExchangeState, stamp: () => Stamp): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);
  const instrument = state.listings.instrument(engine.instrumentOf(orderId));
  if (instrument === undefined) throw new Error(`order ${orderId} rests on an instrument that is not listed`);
  const refusal = checkAmend(command, instrument);
  if (refusal !== undefined) return refusal;

  const cumBefore = engine.cumOf(orderId);
  const price = command.price ?? engine.priceOf(orderId);
  const quantity = command.quantity ?? cumBefore + engine.leavesOf(orderId);
  const { timeNs, lastSequence } = stamp();
  reply.begin();
  engine.amend(orderId, price, quantity);
  const cumQuantity = cumBefore + reply.filledQuantity;
  return {
    kind: 'amended',
    orderId,
    clientOrderId: state.clientOrderIds.nameOf(orderId),
    orderStatus: statusOf(reply.leavesQuantity, cumQuantity, 0),
    price: reply.price,
    quantity: cumQuantity + reply.leavesQuantity,
    leavesQuantity: reply.leavesQuantity,
    cumQuantity,
    priorityKept: reply.priorityKept,
    fills: reply.fills,
    transactTimeNs: timeNs,
    sequence: lastSequence(),
  };
}

function cancel(command: CancelOrder, state: ExchangeState, stamp: () => Stamp): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);

  const clientOrderId = state.clientOrderIds.nameOf(orderId);
  const cumQuantity = engine.cumOf(orderId);
  const { timeNs, lastSequence } = stamp();
  reply.begin();
  engine.cancel(orderId);
  return {
    kind: 'canceled',
    orderId,
    clientOrderId,
    orderStatus: OrderStatus.Canceled,
    cumQuantity,
    canceledQuantity: reply.canceledQuantity,
    transactTimeNs: timeNs,
    sequence: lastSequence(),
  };
}

function createInstrument(command: CreateInstrument, state: ExchangeState, stamp: () => Stamp): Reply {
  const { listings, engine } = state;
  const instrument = {
    ...command.instrument,
    instrumentId: command.instrument.instrumentId || listings.highestInstrumentId + 1,
  };
  const refusal = checkInstrument(instrument);
  if (refusal !== undefined) return refusal;
  if (listings.instrument(instrument.instrumentId) !== undefined) {
    return refuse(
      'DUPLICATE_INSTRUMENT',
      `there is an instrument ${instrument.instrumentId} already`,
      'instrument_id',
    );
  }
  if (listings.hasSymbol(instrument.symbol)) {
    return refuse('DUPLICATE_SYMBOL', `there is an instrument ${instrument.symbol} already`, 'symbol');
  }
  if (listings.instrumentCount >= MAX_INSTRUMENTS)
    return full('TOO_MANY_INSTRUMENTS', 'instruments', MAX_INSTRUMENTS);
  stamp();
  engine.createInstrument(instrument);
  return { kind: 'instrumentCreated', instrument };
}

function createParty(command: CreateParty, { listings, engine }: ExchangeState, stamp: () => Stamp): Reply {
  if (listings.hasParty(command.partyId)) {
    return refuse('DUPLICATE_PARTY', `there is a party ${command.partyId} already`, 'party_id');
  }
  if (listings.partyCount >= MAX_PARTIES) return full('TOO_MANY_PARTIES', 'parties', MAX_PARTIES);
  const { partyId, partyName, isAdmin } = command;
  const party = { partyNumber: listings.partyCount + 1, partyId, partyName, isAdmin };
  stamp();
  engine.createParty(party);
  return { kind: 'partyCreated', party };
}

/** A name that the party has given to another order, not long ago. */
function checkName({ partyNumber, clientOrderId }: PlaceOrder, state: ExchangeState): Refusal | undefined {
  const taken = clientOrderId === '' ? undefined : state.clientOrderIds.orderOf(partyNumber, clientOrderId);
  if (taken === undefined) return undefined;
  return refuse(
    'DUPLICATE_CLIENT_ORDER_ID',
    `client_order_id ${clientOrderId} is your order ${taken} already`,
    'client_order_id',
    { order_id: String(taken) },
  );
}

/** Orders that cannot rest always have room: they may be what makes room. */
function checkRoom(
  command: PlaceOrder,
  { engine }: ExchangeState,
  limits: ExecutionLimits,
): Refusal | undefined {
  if (engine.lastOrderId >= MAX_ORDER_ID) return full('TOO_MANY_OPEN_ORDERS', 'order ids', MAX_ORDER_ID);
  if (command.timeInForce === TimeInForce.ImmediateOrCancel) return undefined;
  if (engine.openOrders >= MAX_OPEN_ORDERS)
    return full('TOO_MANY_OPEN_ORDERS', 'open orders', MAX_OPEN_ORDERS);
  if (engine.openOrdersOf(command.partyNumber) < limits.maxOpenOrdersPerParty) return undefined;
  return refuse(
    'TOO_MANY_OPEN_ORDERS',
    `a party has ${limits.maxOpenOrdersPerParty} open orders at most; cancel some first`,
    undefined,
    { max: String(limits.maxOpenOrdersPerParty) },
  );
}

/** The number of an open order of the caller. One of somebody else is as unknown as none. */
function findOpenOrder(
  { partyNumber, order }: AmendOrder | CancelOrder,
  state: ExchangeState,
): number | undefined {
  const orderId = resolve(partyNumber, order, state);
  return orderId !== undefined && state.engine.ownerOf(orderId) === partyNumber ? orderId : undefined;
}

/** What number an order has that the party may mean by number or by name. */
export function resolve(
  partyNumber: number,
  order: OrderReference,
  state: ExchangeState,
): number | undefined {
  if ('orderId' in order) return order.orderId;
  return state.clientOrderIds.orderOf(partyNumber, order.clientOrderId);
}

function unknownInstrument(instrumentId: number): Refusal {
  return refuse('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`, 'instrument_id');
}

function unknownOrder(order: OrderReference): Refusal {
  return 'orderId' in order
    ? refuse('UNKNOWN_ORDER', `you have no open order ${order.orderId}`, 'order.order_id')
    : refuse('UNKNOWN_ORDER', `you have no open order named ${order.clientOrderId}`, 'order.client_order_id');
}

function full(
  reason: 'TOO_MANY_OPEN_ORDERS' | 'TOO_MANY_INSTRUMENTS' | 'TOO_MANY_PARTIES',
  what: string,
  max: number,
): Refusal {
  return refuse(reason, `the exchange has room for ${max} ${what}, and no more`, undefined, {
    max: String(max),
  });
}
