import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { fromMinorUnits, toMinorUnits } from './decimal.ts';

/** A price or a quantity: a decimal as text, such as `'100.50'`, or minor units, such as `10050n`. */
export type Amount = string | bigint;

/** An instrument, with conversions between decimals and minor units. */
export class ListedInstrument {
  /** As it was listed. */
  readonly terms: Instrument;

  constructor(terms: Instrument) {
    this.terms = terms;
  }

  get instrumentId(): number {
    return this.terms.instrumentId;
  }

  get symbol(): string {
    return this.terms.symbol;
  }

  /** Minor units as a decimal with every place of `price_scale`: `100.50`. */
  price(minorUnits: bigint): string {
    return fromMinorUnits(minorUnits, this.terms.priceScale);
  }

  /**
   * Minor units as a decimal with every place of `quantity_scale`.
   *
   * @param minorUnits a quantity, or the digits of a sum such as `PriceLevel.quantity`.
   */
  quantity(minorUnits: bigint | string): string {
    return fromMinorUnits(minorUnits, this.terms.quantityScale);
  }

  /** @throws RedleafError FIELD_INVALID for a text that is not a decimal, or has more places than `price_scale`. */
  priceInMinorUnits(price: Amount): bigint {
    return typeof price === 'bigint' ? price : toMinorUnits(price, this.terms.priceScale, 'price');
  }

  /** @throws RedleafError FIELD_INVALID for a text that is not a decimal, or has more places than `quantity_scale`. */
  quantityInMinorUnits(quantity: Amount): bigint {
    return typeof quantity === 'bigint'
      ? quantity
      : toMinorUnits(quantity, this.terms.quantityScale, 'quantity');
  }
}
