import { type Client, Code } from '@connectrpc/connect';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { ListedInstrument } from './listed-instrument.ts';
import { RedleafError } from './redleaf-error.ts';

type Calls = Pick<Client<typeof MarketDataService>, 'listInstruments'>;

/** All instruments, in order of `instrument_id`. */
export async function listInstruments(marketData: Calls): Promise<Instrument[]> {
  const instruments: Instrument[] = [];
  let pageToken = '';
  do {
    const page = await marketData.listInstruments({ pageToken });
    instruments.push(...page.instruments);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return instruments;
}

/** A cache of instruments by symbol and by number. An unknown instrument makes it read the list again. */
export class InstrumentList {
  readonly #marketData: Calls;
  readonly #bySymbol = new Map<string, ListedInstrument>();
  readonly #byId = new Map<number, ListedInstrument>();
  #reading: Promise<void> | undefined;

  constructor(marketData: Calls) {
    this.#marketData = marketData;
  }

  bySymbol(symbol: string): Promise<ListedInstrument> {
    return this.#find(() => this.#bySymbol.get(symbol), `'${symbol}'`);
  }

  byId(instrumentId: number): Promise<ListedInstrument> {
    return this.#find(() => this.#byId.get(instrumentId), String(instrumentId));
  }

  async #find(look: () => ListedInstrument | undefined, name: string): Promise<ListedInstrument> {
    const known = look();
    if (known !== undefined) return known;
    // Concurrent look-ups share one answer.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    const found = look();
    if (found !== undefined) return found;
    const details = { code: Code.NotFound, reason: 'UNKNOWN_INSTRUMENT' } as const;
    throw new RedleafError(`there is no instrument ${name}`, details);
  }

  async #read(): Promise<void> {
    for (const terms of await listInstruments(this.#marketData)) {
      const instrument = this.#byId.get(terms.instrumentId) ?? new ListedInstrument(terms);
      this.#byId.set(terms.instrumentId, instrument);
      this.#bySymbol.set(terms.symbol, instrument);
    }
  }
}
