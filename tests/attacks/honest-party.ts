import type { MessageInitShape } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { OrderCommandSchema, OrderResult } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Clients, connect, withToken } from '../faults/clients.ts';

interface Account {
  readonly partyId: string;
  readonly password: string;
  /** Instrument of its orders. */
  readonly instrumentId: number;
  /** A price at which its orders do not trade. */
  readonly price: bigint;
}

type Command = MessageInitShape<typeof OrderCommandSchema>;

/** A party that places and cancels orders during an attack, by unary calls and on a stream. */
export class HonestParty {
  readonly #account: Account;
  readonly #clients: Clients;
  readonly #token: string;
  readonly #entry: OrderEntry;

  private constructor(account: Account, clients: Clients, token: string) {
    this.#account = account;
    this.#clients = clients;
    this.#token = token;
    this.#entry = new OrderEntry(clients, token);
  }

  static async enter(url: string, account: Account): Promise<HonestParty> {
    const clients = connect(url);
    const { token } = await clients.session.login(account);
    return new HonestParty(account, clients, token);
  }

  /** @throws ConnectError when either is refused. */
  async placeAndCancel(): Promise<void> {
    const { orders } = this.#clients;
    const { orderId } = await orders.placeOrder(this.#order(), withToken(this.#token));
    await orders.cancelOrder(
      { order: { reference: { case: 'orderId', value: orderId } } },
      withToken(this.#token),
    );
  }

  /** The same as `placeAndCancel`, on the order-entry stream. */
  async placeAndCancelOnStream(): Promise<void> {
    const placed = await this.#entry.send({ command: { case: 'place', value: this.#order() } });
    if (placed.case !== 'placed') throw refusal(placed);
    const { orderId } = placed.value;
    const order = { reference: { case: 'orderId' as const, value: orderId } };
    const canceled = await this.#entry.send({ command: { case: 'cancel', value: { order } } });
    if (canceled.case !== 'canceled') throw refusal(canceled);
  }

  /** Places an order on the other side, which the others do not use, and cancels all that are there, in one command. */
  async placeAndCancelAll(): Promise<void> {
    const { orders } = this.#clients;
    const order = { ...this.#order(), side: Side.SELL, price: this.#account.price + 1n };
    await orders.placeOrder(order, withToken(this.#token));
    const { side } = order;
    const { canceledOrderCount } = await orders.cancelAllOrders({ side }, withToken(this.#token));
    if (canceledOrderCount !== 1n) throw new Error(`${canceledOrderCount} orders were canceled`);
  }

  /** Logs in again, like a restarted program. */
  async logIn(): Promise<void> {
    await this.#clients.session.login(this.#account);
  }

  /** Opens the streams that a trading program needs, and waits for the first message of each. */
  async listen(): Promise<void> {
    const stop = new AbortController();
    const { orders, marketData, health } = this.#clients;
    const { instrumentId } = this.#account;
    const { signal } = stop;
    await Promise.all([
      first(orders.streamExecutions({}, withToken(this.#token, signal))),
      first(marketData.streamTrades({}, { signal })),
      first(marketData.streamOrderBook({ instrumentId }, { signal })),
      first(health.watch({}, { signal })),
    ]);
    stop.abort();
  }

  #order() {
    const { instrumentId, price } = this.#account;
    return { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price, quantity: 1n };
  }
}

async function first(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const _message of messages) return;
  throw new Error('the stream ended without a message');
}

function refusal(result: OrderResult['result']): Error {
  if (result.case !== 'refused') return new Error(`answered with ${result.case}`);
  return new ConnectError(result.value.message, result.value.code);
}

interface Waiting {
  readonly resolve: (result: OrderResult['result']) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends one command in each frame. Opens a new stream when the old one has ended. */
class OrderEntry {
  readonly #clients: Clients;
  readonly #token: string;
  readonly #unsent: Command[] = [];
  #waiting: Waiting[] = [];
  #wake: (() => void) | undefined;
  #isOpen = false;

  constructor(clients: Clients, token: string) {
    this.#clients = clients;
    this.#token = token;
  }

  send(command: Command): Promise<OrderResult['result']> {
    if (!this.#isOpen) void this.#run();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#unsent.push(command);
      this.#wake?.();
    });
  }

  async #run(): Promise<void> {
    this.#isOpen = true;
    try {
      for await (const { results } of this.#clients.orders.orderEntry(
        this.#frames(),
        withToken(this.#token),
      )) {
        for (const { result } of results) this.#waiting.shift()?.resolve(result);
      }
      this.#end(new Error('the stream has ended'));
    } catch (error) {
      this.#end(error);
    }
  }

  async *#frames() {
    for (;;) {
      for (let command = this.#unsent.shift(); command !== undefined; command = this.#unsent.shift()) {
        yield { commands: [command] };
      }
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  #end(error: unknown): void {
    this.#isOpen = false;
    this.#unsent.length = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}
