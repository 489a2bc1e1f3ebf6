import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import { type Order, OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import type {
  OrderCommandSchema,
  OrderResult,
  PlaceOrderRequestSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Clients, connect, withToken } from './clients.ts';

/** The state of an order in an answer, right after an event. */
interface AnsweredOrder {
  readonly orderId: bigint;
  readonly sequence: bigint;
  readonly leaves: bigint;
  readonly cum: bigint;
}

type Command = MessageInitShape<typeof OrderCommandSchema>;
type Place = MessageInitShape<typeof PlaceOrderRequestSchema>;

const CALLERS = 4;
const FRAME = 8;
const RECENT = 20;
const INSTRUMENTS = 2;

/**
 * Trades at random as fast as answers arrive, and records everything that it receives: answers, and the stream of its
 * executions, which it resumes after every break.
 */
export class Trader {
  readonly partyId: string;
  readonly #token: string;
  readonly #random: () => number;
  readonly #pauseMs: number;
  readonly answers: AnsweredOrder[] = [];
  readonly executions: ExecutionReport[] = [];
  /** Orders without an answer, by client order id. */
  readonly unanswered = new Map<string, Place>();
  /** Order ids in answers, by client order id. */
  readonly placed = new Map<string, bigint>();
  /** Some of its own orders, to amend and cancel. */
  readonly #recent: bigint[] = [];
  #resumeFrom = { epoch: 0n, resumeFromSequence: 0n };
  #names = 0;

  /** @param pauseMs pause between frames of commands. */
  constructor(partyId: string, token: string, random: () => number, pauseMs = 1) {
    this.#pauseMs = pauseMs;
    this.partyId = partyId;
    this.#token = token;
    this.#random = random;
  }

  /** Trades until the connection breaks. */
  async run(url: string): Promise<void> {
    const clients = connect(url);
    const callers = Array.from({ length: CALLERS }, () => this.#trade(clients));
    await Promise.all([...callers, this.#tradeByStream(clients), this.#listen(clients)].map(untilBroken));
  }

  /** Reads the missed executions, up to the last event of the exchange. */
  async catchUp(clients: Clients): Promise<void> {
    const stop = new AbortController();
    for await (const { epoch, sequence, executions } of clients.orders.streamExecutions(
      this.#resumeFrom,
      withToken(this.#token, stop.signal),
    )) {
      this.executions.push(...executions);
      this.#resumeFrom = { epoch, resumeFromSequence: sequence };
      if (executions.length === 0) break;
    }
    stop.abort();
  }

  async openOrders(clients: Clients): Promise<Order[]> {
    const orders: Order[] = [];
    let pageToken = '';
    do {
      const page = await clients.orders.listOpenOrders(
        { pageToken, pageSize: 1_000 },
        withToken(this.#token),
      );
      orders.push(...page.orders);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return orders;
  }

  /** Sends unanswered orders again. For an order that was placed before, the answer has its current state. */
  async settle(clients: Clients): Promise<void> {
    const again = async ([name, order]: [string, Place]) => {
      const reply = await clients.orders.placeOrder(order, withToken(this.#token));
      this.#answered(name, { case: 'placed', value: reply });
    };
    await Promise.all([...this.unanswered].map(again));
  }

  async #trade({ orders }: Clients): Promise<void> {
    for (;;) {
      const [name, order] = this.#newOrder();
      const reply = await orders.placeOrder(order, withToken(this.#token));
      this.#answered(name, { case: 'placed', value: reply });
      if (this.#pauseMs > 1) await sleep(this.#pauseMs);
    }
  }

  async #tradeByStream({ orders }: Clients): Promise<void> {
    /** The client order ids of each unanswered frame; empty for a command that places nothing. */
    const frames: string[][] = [];
    const makeFrame = () => {
      const names: string[] = [];
      frames.push(names);
      return { commands: Array.from({ length: FRAME }, () => this.#command(names)) };
    };
    const pauseMs = this.#pauseMs;
    const requests = async function* () {
      for (;;) {
        yield makeFrame();
        await sleep(pauseMs);
      }
    };
    for await (const { results } of orders.orderEntry(requests(), withToken(this.#token))) {
      const names = frames.shift() ?? [];
      for (const [index, { result }] of results.entries()) this.#answered(names[index] ?? '', result);
    }
  }

  async #listen({ orders }: Clients): Promise<void> {
    const executions = orders.streamExecutions(this.#resumeFrom, withToken(this.#token));
    for await (const { epoch, sequence, executions: reports } of executions) {
      this.executions.push(...reports);
      this.#resumeFrom = { epoch, resumeFromSequence: sequence };
    }
  }

  #command(names: string[]): Command {
    const known = this.#recent[Math.floor(this.#random() * RECENT)];
    const choice = this.#random();
    if (known === undefined || choice < 0.6) {
      const [name, order] = this.#newOrder();
      names.push(name);
      return { command: { case: 'place', value: order } };
    }
    names.push('');
    if (choice < 0.61) return { command: { case: 'cancelAll', value: {} } };
    const order = { reference: { case: 'orderId' as const, value: known } };
    if (choice < 0.8) return { command: { case: 'cancel', value: { order } } };
    return { command: { case: 'amend', value: { order, quantity: this.#quantity() } } };
  }

  #answered(name: string, result: OrderResult['result']): void {
    if (name !== '') this.unanswered.delete(name);
    if (result.case === undefined || result.case === 'refused' || result.case === 'allCanceled') return;
    const { orderId, sequence, cumQuantity } = result.value;
    if (result.case === 'placed') {
      this.placed.set(name, orderId);
      this.#recent[this.placed.size % RECENT] = orderId;
    }
    const leaves = result.case === 'canceled' ? 0n : result.value.leavesQuantity;
    this.answers.push({ orderId, sequence, leaves, cum: cumQuantity });
  }

  #newOrder(): [name: string, order: Place] {
    this.#names += 1;
    const name = `${this.partyId}-${this.#names}`;
    const order: Place = {
      instrumentId: 1 + Math.floor(this.#random() * INSTRUMENTS),
      side: this.#random() < 0.5 ? Side.BUY : Side.SELL,
      orderType: OrderType.LIMIT,
      timeInForce: this.#random() < 0.9 ? TimeInForce.GTC : TimeInForce.IOC,
      price: BigInt(95 + Math.floor(this.#random() * 11)),
      quantity: this.#quantity(),
      clientOrderId: name,
    };
    this.unanswered.set(name, order);
    return [name, order];
  }

  #quantity(): bigint {
    return BigInt(1 + Math.floor(this.#random() * 9));
  }
}

/** Ignores the errors of a killed exchange, which these tests expect. Any other error is a failure. */
async function untilBroken(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const code = ConnectError.from(error).code;
    if (![Code.Unavailable, Code.Aborted, Code.Canceled, Code.Internal, Code.Unknown].includes(code))
      throw error;
  }
}
