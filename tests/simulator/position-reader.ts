import type { Feeds } from '../../src/feeds/feeds.ts';
import type { PositionMessage } from '../../src/feeds/position-subscription.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { expectSame } from './expect-same.ts';
import { type Traded, tradedOf } from './model-views.ts';
import { Reader } from './reader.ts';

/** Keeps the positions of a party as the stream tells of them. */
export class PositionReader extends Reader<PositionMessage> {
  readonly name: string;
  readonly #partyNumber: number;
  readonly #positions = new Map<number, Traded>();
  #hasSnapshot = false;

  constructor(partyNumber: number, ...rest: ConstructorParameters<typeof Reader>) {
    super(...rest);
    this.#partyNumber = partyNumber;
    this.name = `the positions of ${partyNumber}`;
  }

  override get isUpToDate(): boolean {
    return this.#hasSnapshot && super.isUpToDate;
  }

  checkAll(): void {
    const expected = tradedOf(this.ledger.durable).filter(
      ({ partyNumber }) => partyNumber === this.#partyNumber,
    );
    const known = [...this.#positions.values()].sort((a, b) => a.instrumentId - b.instrumentId);
    expectSame(known, expected, this.name);
  }

  protected subscribe(feeds: Feeds): Subscription<PositionMessage> {
    this.#positions.clear();
    this.#hasSnapshot = false;
    return feeds.subscribePositions(this.#partyNumber);
  }

  protected take({ positions, hasMore }: PositionMessage): void {
    this.#hasSnapshot ||= !hasMore;
    for (const { position } of positions) {
      const { partyNumber, instrumentId, boughtQuantity, soldQuantity } = position;
      const [bought, sold] = [Number(boughtQuantity), Number(soldQuantity)];
      this.#positions.set(instrumentId, { partyNumber, instrumentId, bought, sold });
    }
  }
}
