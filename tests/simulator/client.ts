import type { Command, PlaceOrder, Reply } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { Random, Weighted } from './random.ts';

const TICK = 5;
const LOT = 10;
/** Of bids and of asks, in ticks: some of them cross. */
const PRICES = { [Side.Buy]: { min: 15, max: 21 }, [Side.Sell]: { min: 19, max: 25 } };
const MOST_LOTS = 6;
/** Orders of others are guessed up to this id. */
const MOST_ORDERS = 60;

/** What a client thinks of doing next. */
type Idea = (client: Client, random: Random) => Command;

/** A party that trades: knows what it was told, and sends again what it was not answered. */
export class Client {
  readonly partyNumber: number;
  readonly nowNs: () => bigint;
  /** Named orders whose answers were lost. */
  readonly unanswered: PlaceOrder[] = [];
  /** Its own orders that it was told of. */
  readonly #orders: number[] = [];
  readonly #named: PlaceOrder[] = [];
  #lastName = 0;

  /** @param nowNs the time of the exchange. */
  constructor(partyNumber: number, nowNs: () => bigint) {
    this.partyNumber = partyNumber;
    this.nowNs = nowNs;
  }

  think(random: Random): Command {
    return random.weighted(IDEAS)(this, random);
  }

  told(replies: readonly Reply[]): void {
    for (const reply of replies) {
      if (reply.kind === 'placed' && reply.leavesQuantity > 0) this.#orders.push(reply.orderId);
    }
  }

  /** No answer will come to these. */
  lost(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'place' && command.terms.clientOrderId !== '') this.unanswered.push(command);
    }
  }

  newName(): string {
    this.#lastName += 1;
    return `c${this.#lastName}`;
  }

  named(command: PlaceOrder): PlaceOrder {
    this.#named.push(command);
    return command;
  }

  /** One of the latest. */
  someNamed(random: Random): PlaceOrder | undefined {
    return random.maybe(this.#named.slice(-8));
  }

  /** One of its own, mostly; else any, which may be of somebody else or of nobody. */
  someOrder(random: Random): number {
    const own = random.chance(80) ? random.maybe(this.#orders.slice(-6)) : undefined;
    return own ?? random.integer(0, MOST_ORDERS);
  }
}

const IDEAS: readonly Weighted<Idea>[] = [
  { weight: 10, value: rest },
  {
    weight: 10,
    value: (client, random) => client.named(rest(client, random, { clientOrderId: client.newName() })),
  },
  {
    weight: 4,
    value: (client, random) =>
      rest(client, random, {
        timeInForce: random.pick([TimeInForce.ImmediateOrCancel, TimeInForce.FillOrKill]),
      }),
  },
  { weight: 3, value: (client, random) => rest(client, random, { postOnly: true }) },
  { weight: 6, value: goodTillDate },
  { weight: 3, value: market },
  { weight: 6, value: cancel },
  { weight: 2, value: cancelAll },
  { weight: 6, value: amend },
  { weight: 3, value: again },
  { weight: 2, value: nameTakenTwice },
  { weight: 3, value: wrong },
];

function rest({ partyNumber }: Client, random: Random, changes: Partial<OrderTerms> = {}): PlaceOrder {
  const side = random.pick([Side.Buy, Side.Sell]);
  const terms: OrderTerms = {
    partyNumber,
    // The third may come later, or never.
    instrumentId: random.chance(90) ? random.integer(1, 2) : 3,
    side,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price: somePrice(side, random),
    quantity: someQuantity(random),
    clientOrderId: '',
  };
  return { kind: 'place', terms: { ...terms, ...changes } };
}

/** Some are over when they come, some soon, others may outlive the simulation. */
function goodTillDate(client: Client, random: Random): PlaceOrder {
  const lifetimeMs = random.pick([-1, 0, 1, 20, 500, 2_000, 3_600_000, 86_400_000]);
  const expiry = {
    timeInForce: TimeInForce.GoodTillDate,
    expireTimeNs: client.nowNs() + BigInt(lifetimeMs) * 1_000_000n,
    ...(random.chance(20) ? { postOnly: true } : {}),
  };
  if (random.chance(50)) return rest(client, random, expiry);
  return client.named(rest(client, random, { ...expiry, clientOrderId: client.newName() }));
}

const MARKET: Partial<OrderTerms> = {
  orderType: OrderType.Market,
  timeInForce: TimeInForce.ImmediateOrCancel,
  price: 0,
};

function market(client: Client, random: Random): PlaceOrder {
  return rest(client, random, MARKET);
}

function cancel(client: Client, random: Random): Command {
  const { partyNumber } = client;
  const named = random.chance(40) ? client.someNamed(random) : undefined;
  const order =
    named === undefined
      ? { orderId: client.someOrder(random) }
      : { clientOrderId: named.terms.clientOrderId };
  return { kind: 'cancel', partyNumber, order };
}

/** Of all instruments, of one of them, or of one that is not listed. */
function cancelAll({ partyNumber }: Client, random: Random): Command {
  const instrumentId = random.pick([0, 0, 1, 2, 9]);
  const side = random.chance(50) ? undefined : random.pick([Side.Buy, Side.Sell]);
  return {
    kind: 'cancelAll',
    partyNumber,
    instrumentId,
    side,
  };
}

function amend(client: Client, random: Random): Command {
  const named = random.chance(40) ? client.someNamed(random) : undefined;
  return {
    kind: 'amend',
    partyNumber: client.partyNumber,
    order:
      named === undefined
        ? { orderId: client.someOrder(random) }
        : { clientOrderId: named.terms.clientOrderId },
    price: random.chance(60) ? somePrice(random.pick([Side.Buy, Side.Sell]), random) : undefined,
    quantity: random.chance(60) ? someQuantity(random) : undefined,
  };
}

/** Sends an order once more although it may have been answered. */
function again(client: Client, random: Random): Command {
  return client.someNamed(random) ?? rest(client, random);
}

function nameTakenTwice(client: Client, random: Random): Command {
  const clientOrderId = client.someNamed(random)?.terms.clientOrderId ?? '';
  return rest(client, random, { clientOrderId });
}

function wrong(client: Client, random: Random): Command {
  const order = rest(client, random);
  const { price, quantity } = order.terms;
  const changed = (changes: Partial<OrderTerms>): PlaceOrder => ({
    kind: 'place',
    terms: { ...order.terms, ...changes },
  });
  return random.pick<Command>([
    changed({ instrumentId: 9 }),
    changed({ price: price + 1 }),
    changed({ price: -TICK }),
    changed({ price: 2 ** 40 }),
    changed({ quantity: quantity + 1 }),
    changed({ quantity: 0 }),
    changed({ timeInForce: TimeInForce.GoodTillDate }),
    changed({ expireTimeNs: client.nowNs() + 1_000_000n }),
    changed({ orderType: OrderType.Market }),
    changed({ ...MARKET, price }),
    changed({ ...MARKET, postOnly: true }),
    changed({ timeInForce: TimeInForce.FillOrKill, postOnly: true }),
    { kind: 'cancel', partyNumber: client.partyNumber, order: { clientOrderId: 'no such name' } },
  ]);
}

function somePrice(side: Side, random: Random): number {
  const { min, max } = PRICES[side];
  return random.integer(min, max) * TICK;
}

function someQuantity(random: Random): number {
  return random.integer(1, MOST_LOTS) * LOT;
}
