import type {
  AmendOrder,
  CancelOrder,
  Command,
  CreateInstrument,
  CreateParty,
  OrderReference,
  Placed,
  PlaceOrder,
  Reply,
  SetPartyStatus,
} from '../domain/command.ts';
import { MAX_INSTRUMENTS, MAX_OPEN_ORDERS, MAX_ORDER_ID, MAX_PARTIES } from '../domain/limits.ts';
import { OrderStatus, statusOf, TimeInForce } from '../domain/order.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { checkAmend, checkInstrument, checkPlace } from './checks.ts';
import type { NamedOrder } from './client-order-ids.ts';
import type { ExchangeState } from './exchange-state.ts';

/** Where the events of commands go, as far as deciding on them needs it. */
export interface CommandLog {
  /** The last event so far. */
  lastSequence(): number;
  /** A command is about to change something: begins its events, and returns its time. */
  begin(): bigint;
}

/** Bounds that a deployment chooses. */
export interface ExecutionLimits {
  readonly maxOpenOrdersPerParty: number;
}

/**
 * Decides on one command: refuses it and changes nothing, or carries it out. The same command
 * in the same state always ends the same way.
 */
export function execute(
  command: Command,
  state: ExchangeState,
  limits: ExecutionLimits,
  log: CommandLog,
): Reply {
  switch (command.kind) {
    case 'place':
      return place(command, state, limits, log);
    case 'amend':
      return amend(command, state, log);
    case 'cancel':
      return cancel(command, state, log);
    case 'createInstrument':
      return createInstrument(command, state, log);
    case 'createParty':
      return createParty(command, state, log);
    case 'setPartyStatus':
      return setPartyStatus(command, state, log);
  }
}

function place(command: PlaceOrder, state: ExchangeState, limits: ExecutionLimits, log: CommandLog): Reply {
  const { engine, reply } = state;
  const earlier = state.clientOrderIds.find(command.partyNumber, command.clientOrderId);
  if (earlier !== undefined && isSameOrder(command, earlier)) return repeat(earlier, state, log);
  const instrument = state.listings.instrument(command.instrumentId);
  if (instrument === undefined) return unknownInstrument(command.instrumentId);
  const refusal = checkPlace(command, instrument) ?? checkName(earlier) ?? checkRoom(command, state, limits);
  if (refusal !== undefined) return refusal;

  const orderId = engine.lastOrderId + 1;
  const timeNs = log.begin();
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
    fillCount: reply.fillCount,
    isRepeat: false,
    transactTimeNs: timeNs,
    sequence: log.lastSequence(),
  };
}

/** The caller sends an order a second time, most likely because the answer was lost: the reply has it as it stands. */
function repeat(order: Readonly<NamedOrder>, { engine }: ExchangeState, log: CommandLog): Placed {
  const { orderId, clientOrderId, canceledQuantity, isOpen, totalQuantity } = order;
  const leavesQuantity = engine.leavesOf(orderId);
  const cumQuantity = isOpen ? engine.cumOf(orderId) : totalQuantity - canceledQuantity;
  return {
    kind: 'placed',
    orderId,
    clientOrderId,
    orderStatus: statusOf(leavesQuantity, cumQuantity, canceledQuantity),
    leavesQuantity,
    cumQuantity,
    canceledQuantity,
    fills: [],
    fillCount: 0,
    isRepeat: true,
    transactTimeNs: order.acceptTimeNs,
    sequence: log.lastSequence(),
  };
}

/** Whether an order is what another one was first sent as. */
function isSameOrder(command: PlaceOrder, order: Readonly<NamedOrder>): boolean {
  return (
    command.instrumentId === order.instrumentId &&
    command.side === order.side &&
    command.orderType === order.orderType &&
    command.timeInForce === order.timeInForce &&
    command.price === order.price &&
    command.quantity === order.quantity
  );
}

function amend(command: AmendOrder, state: ExchangeState, log: CommandLog): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);
  const instrument = state.listings.instrument(engine.instrumentOf(orderId));
  if (instrument === undefined) throw new Error(`order ${orderId} rests on an instrument that is not listed`);
  const refusal = checkAmend(command, instrument);
  if (refusal !== undefined) return refusal;

  const clientOrderId = state.clientOrderIds.nameOf(orderId);
  const cumBefore = engine.cumOf(orderId);
  const price = command.price ?? engine.priceOf(orderId);
  const quantity = command.quantity ?? cumBefore + engine.leavesOf(orderId);
  const timeNs = log.begin();
  engine.amend(orderId, price, quantity);
  const cumQuantity = cumBefore + reply.filledQuantity;
  return {
    kind: 'amended',
    orderId,
    clientOrderId,
    orderStatus: statusOf(reply.leavesQuantity, cumQuantity, 0),
    price: reply.price,
    quantity: cumQuantity + reply.leavesQuantity,
    leavesQuantity: reply.leavesQuantity,
    cumQuantity,
    priorityKept: reply.priorityKept,
    fills: reply.fills,
    fillCount: reply.fillCount,
    transactTimeNs: timeNs,
    sequence: log.lastSequence(),
  };
}

function cancel(command: CancelOrder, state: ExchangeState, log: CommandLog): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);

  const clientOrderId = state.clientOrderIds.nameOf(orderId);
  const cumQuantity = engine.cumOf(orderId);
  const timeNs = log.begin();
  engine.cancel(orderId);
  return {
    kind: 'canceled',
    orderId,
    clientOrderId,
    orderStatus: OrderStatus.Canceled,
    cumQuantity,
    canceledQuantity: reply.canceledQuantity,
    transactTimeNs: timeNs,
    sequence: log.lastSequence(),
  };
}

function createInstrument(command: CreateInstrument, state: ExchangeState, log: CommandLog): Reply {
  const { listings, engine } = state;
  const instrument = {
    ...command.instrument,
    instrumentId: command.instrument.instrumentId || listings.nextInstrumentId,
  };
  const refusal = checkInstrument(instrument);
  if (refusal !== undefined) return refusal;
  if (listings.instrument(instrument.instrumentId) !== undefined) {
    return refuse(
      'DUPLICATE_INSTRUMENT',
      `instrument ${instrument.instrumentId} exists already`,
      'instrument_id',
    );
  }
  if (listings.hasSymbol(instrument.symbol)) {
    return refuse('DUPLICATE_SYMBOL', `instrument ${instrument.symbol} exists already`, 'symbol');
  }
  if (listings.instrumentCount >= MAX_INSTRUMENTS)
    return full('TOO_MANY_INSTRUMENTS', 'instruments', MAX_INSTRUMENTS);
  log.begin();
  engine.createInstrument(instrument);
  return { kind: 'instrumentCreated', instrument };
}

function createParty(command: CreateParty, { listings, engine }: ExchangeState, log: CommandLog): Reply {
  if (listings.hasParty(command.partyId)) {
    return refuse('DUPLICATE_PARTY', `party ${command.partyId} exists already`, 'party_id');
  }
  if (listings.partyCount >= MAX_PARTIES) return full('TOO_MANY_PARTIES', 'parties', MAX_PARTIES);
  const { partyId, partyName, isAdmin } = command;
  const party = { partyNumber: listings.partyCount + 1, partyId, partyName, isAdmin };
  log.begin();
  engine.createParty(party);
  return { kind: 'partyCreated', party };
}

/** One that is as wanted already is answered as if it had not been: nothing happens. */
function setPartyStatus(
  { partyId, isDisabled }: SetPartyStatus,
  { listings, engine }: ExchangeState,
  log: CommandLog,
): Reply {
  const party = listings.party(partyId);
  if (party === undefined) return refuse('UNKNOWN_PARTY', `there is no party ${partyId}`, 'party_id');
  // Decided here, where commands have an order: two administrators who disable each other are never both gone.
  if (isDisabled && party.isAdmin && !listings.hasOtherAdministrator(partyId)) {
    return refuse('FIELD_INVALID', `${partyId} is the last administrator who can log in`, 'party_id');
  }
  if ((party.isDisabled ?? false) !== isDisabled) {
    log.begin();
    engine.setPartyStatus(party.partyNumber, isDisabled);
  }
  return { kind: 'partyStatusSet', party: { ...party, isDisabled } };
}

/** A name that the party has given to another order, not long ago. */
function checkName(taken: Readonly<NamedOrder> | undefined): Refusal | undefined {
  if (taken === undefined) return undefined;
  return refuse(
    'DUPLICATE_CLIENT_ORDER_ID',
    `client_order_id ${taken.clientOrderId} belongs to your order ${taken.orderId}, which is different`,
    'client_order_id',
    { order_id: String(taken.orderId) },
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
    `a party may have at most ${limits.maxOpenOrdersPerParty} open orders; cancel some first`,
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
  return state.clientOrderIds.find(partyNumber, order.clientOrderId)?.orderId;
}

function unknownInstrument(instrumentId: number): Refusal {
  return refuse('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`, 'instrument_id');
}

function unknownOrder(order: OrderReference): Refusal {
  return 'orderId' in order
    ? refuse('UNKNOWN_ORDER', `you have no open order ${order.orderId}`, 'order.order_id')
    : refuse(
        'UNKNOWN_ORDER',
        `you have no open order with client_order_id ${order.clientOrderId}`,
        'order.client_order_id',
      );
}

function full(
  reason: 'TOO_MANY_OPEN_ORDERS' | 'TOO_MANY_INSTRUMENTS' | 'TOO_MANY_PARTIES',
  what: string,
  max: number,
): Refusal {
  return refuse(reason, `the exchange may have at most ${max} ${what}`, undefined, {
    max: String(max),
  });
}
