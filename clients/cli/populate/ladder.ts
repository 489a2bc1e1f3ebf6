import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Random } from '../../demo/random.ts';
import { UsageError } from '../usage-error.ts';

/** On each side. */
const LEVELS = 20;
/** In units of the currency. */
const MIDDLE = 100n;
/** From one price to the next, in minor units. */
const APART = 5n;

interface LadderOrder {
  readonly side: Side;
  readonly price: bigint;
  readonly quantity: bigint;
}

/**
 * A bid and an ask at each level around a middle price of 100, the best first, of 1 to 5 lots each. Where ticks are coarse, the
 * prices are as near to that as they can be.
 *
 * @throws UsageError when ticks are too coarse for so many prices.
 */
export function ladder(instrument: Instrument, random: Random): LadderOrder[] {
  const { symbol, tickSize, priceScale, lotSize } = instrument;
  const middle = ((MIDDLE * 10n ** BigInt(priceScale)) / tickSize) * tickSize;
  const apart = ((APART + tickSize - 1n) / tickSize) * tickSize;
  if (middle <= apart * BigInt(LEVELS)) {
    throw new UsageError(`the ticks of ${symbol} are too coarse for ${LEVELS} prices below ${MIDDLE}`);
  }
  return Array.from({ length: LEVELS }, (_, index) => {
    const away = apart * BigInt(index + 1);
    const quantity = () => lotSize * BigInt(random.between(1, 5));
    return [
      { side: Side.BUY, price: middle - away, quantity: quantity() },
      { side: Side.SELL, price: middle + away, quantity: quantity() },
    ];
  }).flat();
}
