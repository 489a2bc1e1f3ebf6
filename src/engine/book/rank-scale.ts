import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';

const HIGHEST_RANK = 2 ** 31 - 1;

/**
 * Ranks of the prices on one side of a book, from 1 to 2^31 - 1. A better price has a higher rank. Prices are counted in ticks,
 * from 1 for the lowest price of the instrument. For bids the rank is the tick, for asks it is 2^31 minus the tick.
 */
export class RankScale {
  /** 0 for bids. */
  private readonly flip: number = 0;
  /** 1 for asks. */
  private readonly carry: number = 0;
  private readonly tickSize: number = 0;
  /** The price at tick 0. */
  private readonly origin: number = 0;

  constructor(side: Side, { tickSize, minPrice }: Instrument) {
    this.flip = side === Side.Buy ? 0 : HIGHEST_RANK;
    this.carry = this.flip & 1;
    this.tickSize = tickSize;
    this.origin = minPrice - tickSize;
  }

  /** The rank of a tick, or the tick of a rank. */
  rankOf(tick: number): number {
    return (tick ^ this.flip) + this.carry;
  }

  /** 0 if the price is not one of the instrument. */
  rankAt(price: number): number {
    const distance = price - this.origin;
    const tick = this.tickSize === 1 ? distance : distance / this.tickSize;
    return (tick | 0) === tick && tick > 0 ? (tick ^ this.flip) + this.carry : 0;
  }

  priceOf(rank: number): number {
    const tick = (rank ^ this.flip) + this.carry;
    return this.tickSize === 1 ? this.origin + tick : this.origin + tick * this.tickSize;
  }

  /** The rank of the same price on the opposite side. It is the lowest one there with which an order at this rank trades. */
  limitOf(rank: number): number {
    return (rank ^ HIGHEST_RANK) + 1;
  }
}
