import { Code, type Redleaf, RedleafError } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';

export async function listInstruments(redleaf: Redleaf): Promise<Instrument[]> {
  const instruments: Instrument[] = [];
  let pageToken = '';
  do {
    const page = await redleaf.marketData.listInstruments({ pageToken });
    instruments.push(...page.instruments);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return instruments;
}

/** By symbol or by number. */
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
    this.#instruments = await listInstruments(this.#redleaf);
    const found = this.#known(symbolOrId);
    if (found !== undefined) return found;
    throw new RedleafError(`there is no instrument '${symbolOrId}'; 'redleaf instruments' lists them`, {
      code: Code.NotFound,
      reason: 'UNKNOWN_INSTRUMENT',
    });
  }

  async get(instrumentId: number): Promise<Instrument> {
    const known = this.#instruments.find((instrument) => instrument.instrumentId === instrumentId);
    return known ?? this.find(String(instrumentId));
  }

  #known(symbolOrId: string): Instrument | undefined {
    return (
      this.#instruments.find(({ symbol }) => symbol === symbolOrId) ??
      this.#instruments.find(({ instrumentId }) => String(instrumentId) === symbolOrId)
    );
  }
}
