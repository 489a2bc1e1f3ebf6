import type { Command, PlaceOrder, Reply } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { Random, Weighted } from './random.ts';

const TICK = 5;
const LOT = 10;
const PRICES = { min: 18, max: 22 };
const MOST_LOTS = 6;

/** What a client thinks of doing next. */
type Idea = (client: Client, random: Random) => Command;

/** A party that trades: knows what it was told, and sends again what it was not answered. */
export class Client {
  readonly partyNumber: number;
  /** Named orders whose answers were lost. */
  readonly unanswered: PlaceOrder[] = [];
  /** Its own orders that it was told of. */
  readonly #orders: number[] = [];
  readonly #named: PlaceOrder[] = [];
  #lastName = 0;

  constructor(partyNumber: number) {
    this.partyNumber = partyNumber;
  }

  think(random: Random): Command {
    return random.weighted(IDEAS)(this, random);
  }

  told(replies: readonly Reply[]): void {
    for (const reply of replies) if (reply.kind === 'placed') this.#orders.push(reply.orderId);
  }

  /** No answer will come to these. */
  lost(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'place' && command.clientOrderId !== '') this.unanswered.push(command);
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

  someNamed(random: Random): PlaceOrder | undefined {
    return random.maybe(this.#named);
  }

  /** One of its own, mostly; else any, which may be of somebody else or of nobody. */
  someOrder(random: Random): number {
    const own = random.chance(80) ? random.maybe(this.#orders.slice(-10)) : undefined;
    return own ?? random.integer(0, 80);
  }
}

const IDEAS: readonly Weighted<Idea>[] = [
  { weight: 10, value: rest },
  {
    weight: 10,
    value: (client, random) => client.named({ ...rest(client, random), clientOrderId: client.newName() }),
  },
  {
    weight: 4,
    value: (client, random) => ({ ...rest(client, random), timeInForce: TimeInForce.ImmediateOrCancel }),
  },
  { weight: 3, value: market },
  { weight: 6, value: cancel },
  { weight: 6, value: amend },
  { weight: 3, value: again },
  { weight: 2, value: nameTakenTwice },
  { weight: 3, value: wrong },
];

function rest({ partyNumber }: Client, random: Random): PlaceOrder {
  return {
    kind: 'place',
    partyNumber,
    instrumentId: random.integer(1, 2),
    side: random.pick([Side.Buy, Side.Sell]),
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price: somePrice(random),
    quantity: someQuantity(random),
    clientOrderId: '',
  };
}

function market(client: Client, random: Random): PlaceOrder {
  return {
    ...rest(client, random),
    orderType: OrderType.Market,
    timeInForce: TimeInForce.ImmediateOrCancel,
    price: 0,
  };
}

function cancel(client: Client, random: Random): Command {
  const { partyNumber } = client;
  const named = random.chance(40) ? client.someNamed(random) : undefined;
  const order =
    named === undefined ? { orderId: client.someOrder(random) } : { clientOrderId: named.clientOrderId };
  return { kind: 'cancel', partyNumber, order };
}

function amend(client: Client, random: Random): Command {
  const named = random.chance(40) ? client.someNamed(random) : undefined;
  return {
    kind: 'amend',
    partyNumber: client.partyNumber,
    order:
      named === undefined ? { orderId: client.someOrder(random) } : { clientOrderId: named.clientOrderId },
    price: random.chance(60) ? somePrice(random) : undefined,
    quantity: random.chance(60) ? someQuantity(random) : undefined,
  };
}

/** Sends an order once more although it may have been answered. */
function again(client: Client, random: Random): Command {
  return client.someNamed(random) ?? rest(client, random);
}

function nameTakenTwice(client: Client, random: Random): Command {
  const { clientOrderId = '' } = client.someNamed(random) ?? {};
  return { ...rest(client, random), clientOrderId };
}

function wrong(client: Client, random: Random): Command {
  const order = rest(client, random);
  return random.pick<Command>([
    { ...order, instrumentId: 9 },
    { ...order, price: order.price + 1 },
    { ...order, price: -TICK },
    { ...order, price: 2 ** 40 },
    { ...order, quantity: order.quantity + 1 },
    { ...order, quantity: 0 },
    { ...order, orderType: OrderType.Market },
    { ...market(client, random), price: order.price },
    { kind: 'createParty', partyId: 'alice', partyName: '', isAdmin: false },
    { kind: 'cancel', partyNumber: client.partyNumber, order: { clientOrderId: 'no such name' } },
  ]);
}

function somePrice(random: Random): number {
  return random.integer(PRICES.min, PRICES.max) * TICK;
}

function someQuantity(random: Random): number {
  return random.integer(1, MOST_LOTS) * LOT;
}
