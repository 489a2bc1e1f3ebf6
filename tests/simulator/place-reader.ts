import { Side } from '../../src/domain/order.ts';
import type { ExecutionMessage } from '../../src/feeds/execution-subscription.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { QueuePlace } from '../../src/feeds/order-queues.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { ExecutionReader } from './entry-readers.ts';
import { expectSame } from './expect-same.ts';

/** Reads the executions of a party, and where its open orders stand in their queues. */
export class PlaceReader extends ExecutionReader {
  readonly #places = new Map<number, QueuePlace>();

  /** Places come a while after what has changed them. */
  override get isUpToDate(): boolean {
    return super.isUpToDate && this.#differing().length === 0;
  }

  override checkAll(): void {
    super.checkAll();
    expectSame(this.#differing(), [], `places of ${this.name}`);
  }

  protected override open(feeds: Feeds, resumeFrom: number | undefined): Subscription<ExecutionMessage> {
    this.#places.clear();
    return feeds.subscribeExecutionsAndPlaces(this.partyNumber, resumeFrom);
  }

  protected override take(message: ExecutionMessage): void {
    super.take(message);
    for (const place of message.queuePlaces ?? []) this.#places.set(place.orderId, place);
  }

  /** Open orders whose places are not known, or are others. */
  #differing(): QueuePlace[] {
    return this.#modeledPlaces().filter(({ orderId, ordersAhead, quantityAhead }) => {
      const known = this.#places.get(orderId);
      return known?.ordersAhead !== ordersAhead || known.quantityAhead !== quantityAhead;
    });
  }

  #modeledPlaces(): QueuePlace[] {
    const { books, resting } = this.ledger.durable.engine;
    return [...resting.values()].flatMap((order) => {
      const book = books.get(order.instrumentId);
      if (book === undefined || order.partyNumber !== this.partyNumber) return [];
      const side = order.side === Side.Buy ? book.bids : book.asks;
      const queue = side.filter(({ price }) => price === order.price);
      const ahead = queue.slice(0, queue.indexOf(order));
      const quantityAhead = ahead.reduce((sum, { leaves }) => sum + leaves, 0);
      return [{ orderId: order.orderId, ordersAhead: ahead.length, quantityAhead }];
    });
  }
}
