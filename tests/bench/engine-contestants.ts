import { OrderBook } from 'nodejs-order-book';
import { Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderRested,
  OrderTraded,
} from '../../src/events/events.ts';
import type { EventHandlers } from '../../src/events/frame.ts';
import { FLOW_INSTRUMENT, FLOW_PARTY, type Flow, FlowType, sendMessage } from '../engine/flow.ts';
import { ReferenceEngine } from '../engine/reference-engine.ts';

/** A run of one engine on a flow, message by message. */
interface Run {
  send(i: number): void;
  /** Number of reports, to show that all were read. */
  readonly reports: number;
}

export interface Contestant {
  readonly name: string;
  /** Maximum number of messages, so that a slow engine ends in time. */
  readonly mostMessages: number;
  /** Maximum number of resting orders before the flow, so that a slow engine ends in time. */
  readonly mostPrefilled: number;
  start(flow: Flow): Run;
}

/** Reads every number of every report, like an encoder. */
class CountingConsumer implements EventHandlers {
  reports = 0;
  /** Combines all numbers, so that none can be optimized away. Not a sum, which would exceed 32 bits and measure doubles. */
  sum = 0;

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    this.reports++;
    const { partyNumber, instrumentId, side, orderType, timeInForce, price, quantity } = terms;
    this.sum ^= orderId ^ instrumentId ^ partyNumber ^ side ^ orderType ^ timeInForce ^ price ^ quantity;
  }

  orderRested({ orderId, instrumentId, side, price, leavesQuantity }: OrderRested): void {
    this.reports++;
    this.sum ^= orderId ^ instrumentId ^ side ^ price ^ leavesQuantity;
  }

  orderTraded(trade: OrderTraded): void {
    this.reports++;
    const { tradeId, instrumentId, price, quantity, aggressorSide } = trade;
    const maker = trade.makerOrderId ^ trade.makerPartyNumber ^ trade.makerLeavesQuantity;
    const taker = trade.takerOrderId ^ trade.takerPartyNumber ^ trade.takerLeavesQuantity;
    this.sum ^= tradeId ^ instrumentId ^ price ^ quantity ^ aggressorSide ^ maker ^ taker;
  }

  orderCanceled(event: OrderCanceled): void {
    this.reports++;
    const { orderId, instrumentId, partyNumber, side, price, canceledQuantity, reason } = event;
    this.sum ^= orderId ^ instrumentId ^ partyNumber ^ side ^ price ^ canceledQuantity ^ reason;
  }

  orderAmended(event: OrderAmended): void {
    this.reports++;
    const { orderId, instrumentId, partyNumber, side, price, leavesQuantity } = event;
    this.sum ^= orderId ^ instrumentId ^ partyNumber ^ side ^ price ^ leavesQuantity;
    this.sum ^= event.oldPrice ^ event.oldLeavesQuantity;
  }
}

class EngineRun implements Run {
  readonly #flow: Flow;
  readonly #consumer = new CountingConsumer();
  readonly #engine: MatchingEngine;
  #refused = 0;

  constructor(flow: Flow, createEngine: (consumer: EventHandlers) => MatchingEngine) {
    this.#flow = flow;
    this.#engine = createEngine(this.#consumer);
    this.#engine.createInstrument(FLOW_INSTRUMENT);
    this.#engine.createParty(FLOW_PARTY);
  }

  send(i: number): void {
    if (!sendMessage(this.#engine, this.#flow, i)) this.#refused++;
  }

  get reports(): number {
    return this.#consumer.reports + this.#refused;
  }
}

type PeerReply = ReturnType<OrderBook['limit']>;
type PeerSide = Parameters<OrderBook['limit']>[0]['side'];
type PeerTimeInForce = NonNullable<Parameters<OrderBook['limit']>[0]['timeInForce']>;

/** The package returns its reports. Its ids are strings, which are made before the measurement. */
class PeerRun implements Run {
  reports = 0;
  readonly #flow: Flow;
  readonly #ids: string[];
  readonly #book = new OrderBook();
  readonly #buy = 'buy' as PeerSide;
  readonly #sell = 'sell' as PeerSide;
  readonly #gtc = 'GTC' as PeerTimeInForce;
  readonly #ioc = 'IOC' as PeerTimeInForce;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#ids = Array.from(flow.orderIds, String);
  }

  send(i: number): void {
    const { types, sides, timesInForce, quantities, prices } = this.#flow;
    const id = this.#ids[i] ?? '';
    const size = quantities[i] ?? 0;
    const price = prices[i] ?? 0;
    if (types[i] === FlowType.New) {
      const side = sides[i] === Side.Buy ? this.#buy : this.#sell;
      const timeInForce = timesInForce[i] === TimeInForce.ImmediateOrCancel ? this.#ioc : this.#gtc;
      this.#count(this.#book.limit({ id, side, size, price, timeInForce }));
    } else if (types[i] === FlowType.Cancel) {
      this.#book.cancel(id);
      this.reports++;
    } else {
      this.#count(this.#book.modify(id, { size, price }));
    }
  }

  #count(reply: PeerReply): void {
    this.reports += 1 + reply.done.length + (reply.partial === null ? 0 : 1);
  }
}

export const contestants: readonly Contestant[] = [
  {
    name: 'Redleaf',
    mostMessages: Number.POSITIVE_INFINITY,
    mostPrefilled: Number.POSITIVE_INFINITY,
    start: (flow) => new EngineRun(flow, (consumer) => new Engine(consumer)),
  },
  {
    name: 'reference',
    mostMessages: 100_000,
    mostPrefilled: 10_000,
    start: (flow) => new EngineRun(flow, (consumer) => new ReferenceEngine(consumer)),
  },
  {
    name: 'nodejs-order-book',
    mostMessages: 100_000,
    mostPrefilled: 1_000_000,
    start: (flow) => new PeerRun(flow),
  },
];
