import type {
  AdvanceClock,
  AmendOrder,
  CancelAllOrders,
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
import {
  MAX_CLOCK_ADVANCE_NS,
  MAX_INSTRUMENTS,
  MAX_OPEN_ORDERS,
  MAX_ORDER_ID,
  MAX_PARTIES,
  MAX_TIME_NS,
} from '../domain/limits.ts';
import { CancelReason, mayRest, OrderStatus, statusOf } from '../domain/order.ts';
import { orderStatusOf } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { CommandKind } from '../events/frame.ts';
import { checkAmend, checkInstrument, checkPlace } from './checks.ts';
import type { NamedOrder } from './client-order-ids.ts';
import type { CommandLog } from './command-log.ts';
import type { ExchangeState } from './exchange-state.ts';

/** The most orders that one frame lets expire. */
const MAX_EXPIRED_PER_FRAME = 1_000;

/** Bounds that come from the settings. */
export interface ExecutionLimits {
  readonly maxOpenOrdersPerParty: number;
}

/** Executes one command, or refuses it and changes nothing. The same command in the same state has the same result. */
export function execute(
  command: Command,
  state: ExchangeState,
  limits: ExecutionLimits,
  log: CommandLog,
): Reply {
  expireDue(state, log);
  switch (command.kind) {
    case 'place':
      return place(command, state, limits, log);
    case 'amend':
      return amend(command, state, log);
    case 'cancel':
      return cancel(command, state, log);
    case 'cancelAll':
      return cancelAll(command, state, log);
    case 'createInstrument':
      return createInstrument(command, state, log);
    case 'createParty':
      return createParty(command, state, log);
    case 'setPartyStatus':
      return setPartyStatus(command, state, log);
    case 'advanceClock':
      return advanceClock(command, state, log);
    case 'expireOrders':
      return { kind: 'ordersExpired', sequence: log.lastSequence };
  }
}

function place({ terms }: PlaceOrder, state: ExchangeState, limits: ExecutionLimits, log: CommandLog): Reply {
  const { engine, reply } = state;
  const { partyNumber, instrumentId, clientOrderId } = terms;
  const earlier = state.clientOrderIds.find(partyNumber, clientOrderId);
  if (earlier !== undefined && isSameOrder(terms, earlier.terms)) return repeat(earlier, state, log);
  const instrument = state.directory.instrument(instrumentId);
  if (instrument === undefined) return unknownInstrument(instrumentId);
  const refusal =
    checkPlace(terms, instrument, log.timeNs) ?? checkName(earlier) ?? checkRoom(terms, state, limits);
  if (refusal !== undefined) return refusal;

  const orderId = engine.lastOrderId + 1;
  const timeNs = log.frame(state, CommandKind.PlaceOrder, partyNumber, orderId, () =>
    engine.place(orderId, terms),
  );
  return {
    kind: 'placed',
    orderId,
    clientOrderId,
    orderStatus: statusOf(reply.leavesQuantity, reply.filledQuantity, reply.canceledQuantity),
    leavesQuantity: reply.leavesQuantity,
    cumQuantity: reply.filledQuantity,
    canceledQuantity: reply.canceledQuantity,
    cancelReason: reply.cancelReason,
    fills: reply.fills,
    fillCount: reply.fillCount,
    isRepeat: false,
    transactTimeNs: timeNs,
    sequence: log.lastSequence,
  };
}

/** The reply to a repeated order, whose first answer was probably lost: the order as it stands now. */
function repeat(order: Readonly<NamedOrder>, { engine }: ExchangeState, log: CommandLog): Placed {
  const { orderId, canceledQuantity, cancelReason, isOpen, totalQuantity } = order;
  const { clientOrderId } = order.terms;
  const leavesQuantity = engine.leavesOf(orderId);
  const cumQuantity = isOpen ? engine.cumOf(orderId) : totalQuantity - canceledQuantity;
  return {
    kind: 'placed',
    orderId,
    clientOrderId,
    orderStatus: orderStatusOf({ leavesQuantity, cumQuantity, canceledQuantity, cancelReason }),
    leavesQuantity,
    cumQuantity,
    canceledQuantity,
    cancelReason,
    fills: [],
    fillCount: 0,
    isRepeat: true,
    transactTimeNs: order.acceptTimeNs,
    sequence: log.lastSequence,
  };
}

/** Whether an order was first sent with these terms. */
function isSameOrder(terms: OrderTerms, earlier: OrderTerms): boolean {
  return (
    terms.instrumentId === earlier.instrumentId &&
    terms.side === earlier.side &&
    terms.orderType === earlier.orderType &&
    terms.timeInForce === earlier.timeInForce &&
    terms.price === earlier.price &&
    terms.quantity === earlier.quantity &&
    (terms.postOnly === true) === (earlier.postOnly === true) &&
    terms.expireTimeNs === earlier.expireTimeNs
  );
}

function amend(command: AmendOrder, state: ExchangeState, log: CommandLog): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);
  const instrument = state.directory.instrument(engine.instrumentOf(orderId));
  if (instrument === undefined) throw new Error(`order ${orderId} rests on an instrument that is not listed`);
  const refusal = checkAmend(command, instrument);
  if (refusal !== undefined) return refusal;

  const clientOrderId = state.clientOrderIds.nameOf(orderId);
  const cumBefore = engine.cumOf(orderId);
  const price = command.price ?? engine.priceOf(orderId);
  const quantity = command.quantity ?? cumBefore + engine.leavesOf(orderId);
  const timeNs = log.frame(state, CommandKind.AmendOrder, command.partyNumber, orderId, () => {
    engine.amend(orderId, price, quantity);
  });
  const cumQuantity = cumBefore + reply.filledQuantity;
  return {
    kind: 'amended',
    orderId,
    clientOrderId,
    orderStatus: statusOf(reply.leavesQuantity, cumQuantity, reply.canceledQuantity),
    price: reply.price,
    quantity: cumQuantity + reply.leavesQuantity + reply.canceledQuantity,
    leavesQuantity: reply.leavesQuantity,
    cumQuantity,
    canceledQuantity: reply.canceledQuantity,
    cancelReason: reply.cancelReason,
    priorityKept: reply.priorityKept,
    fills: reply.fills,
    fillCount: reply.fillCount,
    transactTimeNs: timeNs,
    sequence: log.lastSequence,
  };
}

function cancel(command: CancelOrder, state: ExchangeState, log: CommandLog): Reply {
  const { engine, reply } = state;
  const orderId = findOpenOrder(command, state);
  if (orderId === undefined) return unknownOrder(command.order);

  const clientOrderId = state.clientOrderIds.nameOf(orderId);
  const cumQuantity = engine.cumOf(orderId);
  const timeNs = log.frame(state, CommandKind.CancelOrder, command.partyNumber, orderId, () => {
    engine.cancel(orderId);
  });
  return {
    kind: 'canceled',
    orderId,
    clientOrderId,
    orderStatus: OrderStatus.Canceled,
    cumQuantity,
    canceledQuantity: reply.canceledQuantity,
    transactTimeNs: timeNs,
    sequence: log.lastSequence,
  };
}

/** Orders that the party has in flight came before, so they are canceled too. Without orders there is no frame. */
function cancelAll(
  { partyNumber, instrumentId, side }: CancelAllOrders,
  state: ExchangeState,
  log: CommandLog,
): Reply {
  const { directory, engine } = state;
  if (instrumentId !== 0 && directory.instrument(instrumentId) === undefined) {
    return unknownInstrument(instrumentId);
  }
  const orderIds = engine
    .ordersOf(partyNumber)
    .filter((orderId) => instrumentId === 0 || engine.instrumentOf(orderId) === instrumentId)
    .filter((orderId) => side === undefined || engine.sideOf(orderId) === side);
  if (orderIds.length > 0) {
    log.frame(state, CommandKind.CancelAllOrders, partyNumber, 0, () => {
      for (const orderId of orderIds) engine.cancel(orderId);
    });
  }
  return {
    kind: 'allCanceled',
    canceledOrderCount: orderIds.length,
    transactTimeNs: log.timeNs,
    sequence: log.lastSequence,
  };
}

function createInstrument(command: CreateInstrument, state: ExchangeState, log: CommandLog): Reply {
  const { directory, engine } = state;
  const instrument = {
    ...command.instrument,
    instrumentId: command.instrument.instrumentId || directory.nextInstrumentId,
  };
  const refusal = checkInstrument(instrument);
  if (refusal !== undefined) return refusal;
  if (directory.instrument(instrument.instrumentId) !== undefined) {
    return refuse(
      'DUPLICATE_INSTRUMENT',
      `instrument ${instrument.instrumentId} exists already`,
      'instrument_id',
    );
  }
  if (directory.instrumentBySymbol(instrument.symbol) !== undefined) {
    return refuse('DUPLICATE_SYMBOL', `instrument ${instrument.symbol} exists already`, 'symbol');
  }
  if (directory.instrumentCount >= MAX_INSTRUMENTS)
    return full('TOO_MANY_INSTRUMENTS', 'instruments', MAX_INSTRUMENTS);
  log.frame(state, CommandKind.CreateInstrument, command.partyNumber, 0, () =>
    engine.createInstrument(instrument),
  );
  return { kind: 'instrumentCreated', instrument };
}

function createParty(command: CreateParty, state: ExchangeState, log: CommandLog): Reply {
  const { directory, engine } = state;
  if (directory.partyById(command.partyId) !== undefined) {
    return refuse('DUPLICATE_PARTY', `party ${command.partyId} exists already`, 'party_id');
  }
  if (directory.partyCount >= MAX_PARTIES) return full('TOO_MANY_PARTIES', 'parties', MAX_PARTIES);
  const { partyId, partyName, isAdmin } = command;
  const party = { partyNumber: directory.partyCount + 1, partyId, partyName, isAdmin };
  log.frame(state, CommandKind.CreateParty, command.partyNumber, 0, () => engine.createParty(party));
  return { kind: 'partyCreated', party };
}

/** A party that already has this status gets the same reply, without an event. */
function setPartyStatus(
  { partyNumber, partyId, isDisabled }: SetPartyStatus,
  state: ExchangeState,
  log: CommandLog,
): Reply {
  const { directory, engine } = state;
  const party = directory.partyById(partyId);
  if (party === undefined) return refuse('UNKNOWN_PARTY', `there is no party ${partyId}`, 'party_id');
  // Checked here, where commands have an order: two administrators who disable each other must not both succeed.
  if (isDisabled && party.isAdmin && !directory.hasOtherAdministrator(partyId)) {
    return refuse('FIELD_INVALID', `${partyId} is the last administrator who can log in`, 'party_id');
  }
  if ((party.isDisabled ?? false) !== isDisabled) {
    log.frame(state, CommandKind.SetPartyStatus, partyNumber, 0, () =>
      engine.setPartyStatus(party.partyNumber, isDisabled),
    );
  }
  return { kind: 'partyStatusSet', party: { ...party, isDisabled } };
}

function advanceClock({ partyNumber, to }: AdvanceClock, state: ExchangeState, log: CommandLog): Reply {
  const now = log.timeNs;
  const timeNs = 'timeNs' in to ? to.timeNs : now + to.durationNs;
  const latest = lesser(now + MAX_CLOCK_ADVANCE_NS, MAX_TIME_NS);
  if (timeNs <= now || timeNs > latest) {
    const [field, from] = 'timeNs' in to ? ['time_ns', 0n] : ['duration_ns', now];
    const [min, max] = [String(now + 1n - from), String(latest - from)];
    return refuse('FIELD_OUT_OF_RANGE', `${field} must be from ${min} to ${max}`, field, { min, max });
  }
  log.advance(timeNs);
  log.frame(state, CommandKind.AdvanceClock, partyNumber, 0, () => state.advanceClock(timeNs));
  expireDue(state, log);
  return { kind: 'clockAdvanced', timeNs, sequence: log.lastSequence };
}

/** Cancels what is due. This comes before every command: nothing happens to an order from its time of expiry on. */
function expireDue(state: ExchangeState, log: CommandLog): void {
  const { engine, expiries } = state;
  const isDue = () => expiries.next !== undefined && expiries.next.timeNs <= log.timeNs;
  while (isDue()) {
    log.frame(state, CommandKind.ExpireOrders, 0, 0, () => {
      for (let left = MAX_EXPIRED_PER_FRAME; left > 0 && isDue(); left -= 1) {
        const { orderId } = expiries.next ?? { orderId: 0 };
        if (!engine.cancel(orderId, CancelReason.Expired)) throw new Error(`order ${orderId} is not open`);
      }
    });
  }
}

function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** Refuses a client order id that another order of the party has. */
function checkName(taken: Readonly<NamedOrder> | undefined): Refusal | undefined {
  if (taken === undefined) return undefined;
  return refuse(
    'DUPLICATE_CLIENT_ORDER_ID',
    `client_order_id ${taken.terms.clientOrderId} belongs to your order ${taken.orderId}, which is different`,
    'client_order_id',
    { order_id: String(taken.orderId) },
  );
}

/** Orders that cannot rest need no room, and may make some. */
function checkRoom(
  { partyNumber, timeInForce }: OrderTerms,
  { engine }: ExchangeState,
  limits: ExecutionLimits,
): Refusal | undefined {
  if (engine.lastOrderId >= MAX_ORDER_ID) return full('TOO_MANY_OPEN_ORDERS', 'order ids', MAX_ORDER_ID);
  if (!mayRest(timeInForce)) return undefined;
  if (engine.openOrders >= MAX_OPEN_ORDERS)
    return full('TOO_MANY_OPEN_ORDERS', 'open orders', MAX_OPEN_ORDERS);
  if (engine.openOrdersOf(partyNumber) < limits.maxOpenOrdersPerParty) return undefined;
  return refuse(
    'TOO_MANY_OPEN_ORDERS',
    `a party may have at most ${limits.maxOpenOrdersPerParty} open orders; cancel some first`,
    undefined,
    { max: String(limits.maxOpenOrdersPerParty) },
  );
}

/** The id of an open order of the caller. Orders of other parties are treated as unknown, and any order if the caller is no party. */
function findOpenOrder(
  { partyNumber, order }: AmendOrder | CancelOrder,
  state: ExchangeState,
): number | undefined {
  const orderId = resolve(partyNumber, order, state);
  if (orderId === undefined || partyNumber === 0) return undefined;
  return state.engine.ownerOf(orderId) === partyNumber ? orderId : undefined;
}

/** The id of an order that the party refers to by its id or by the party's own. */
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
