import { Code, listInstruments, type Redleaf, RedleafError } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Listed } from './output.ts';

/** By symbol, in any case, or by number. */
export async function findInstrument(redleaf: Redleaf, symbolOrId: string): Promise<Instrument> {
  return new InstrumentDirectory(redleaf).find(symbolOrId);
}

/** The instruments seen so far; asks the exchange again when one is new. */
export class InstrumentDirectory {
  readonly #redleaf: Redleaf;
  #instruments: readonly Instrument[] = [];

  constructor(redleaf: Redleaf) {
    this.#redleaf = redleaf;
  }

  async find(symbolOrId: string): Promise<Instrument> {
    const known = this.#known(symbolOrId);
    if (known !== undefined) return known;
    this.#instruments = await listInstruments(this.#redleaf.marketData);
    const found = this.#known(symbolOrId);
    if (found !== undefined) return found;
    const symbols = this.#instruments.map(({ symbol }) => symbol);
    const hint = didYouMean(symbolOrId, symbols) ?? "'redleaf instruments' lists them";
    throw new RedleafError(`there is no instrument '${symbolOrId}'; ${hint}`, {
      code: Code.NotFound,
      reason: 'UNKNOWN_INSTRUMENT',
    });
  }

  async get(instrumentId: number): Promise<Instrument> {
    const known = this.#instruments.find((instrument) => instrument.instrumentId === instrumentId);
    return known ?? this.find(String(instrumentId));
  }

  /** Items with the instruments that they are about. */
  async listed<Item>(items: readonly Item[], idOf: (item: Item) => number): Promise<Listed<Item>[]> {
    const found: Listed<Item>[] = [];
    for (const item of items) found.push({ item, instrument: await this.get(idOf(item)) });
    return found;
  }

  /** The exact spelling first: two symbols may differ by their case alone. */
  #known(symbolOrId: string): Instrument | undefined {
    const upperCase = symbolOrId.toUpperCase();
    return (
      this.#instruments.find(({ symbol }) => symbol === symbolOrId) ??
      this.#instruments.find(({ symbol }) => symbol.toUpperCase() === upperCase) ??
      this.#instruments.find(({ instrumentId }) => String(instrumentId) === symbolOrId)
    );
  }
}
