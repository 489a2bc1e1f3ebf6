import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Feed } from './feed.ts';
import { Source } from './source.ts';

/** What can be traded, and what the page looks at. */
export class Market {
  /** In order of their numbers; undefined until they are here. */
  readonly instruments = new Source<readonly Instrument[] | undefined>(undefined);
  /** The one that the panels show; undefined while there is none. */
  readonly selected = new Source<Instrument | undefined>(undefined);
  readonly #byId = new Map<number, Instrument>();
  #wantedSymbol: string | undefined;

  constructor(feed: Feed, symbol: string | undefined) {
    this.#wantedSymbol = symbol;
    feed.subscribe({ channel: MarketDataChannel.INSTRUMENTS }, (update) => this.#apply(update));
  }

  instrument(instrumentId: number): Instrument | undefined {
    return this.#byId.get(instrumentId);
  }

  select(instrument: Instrument): void {
    this.#wantedSymbol = instrument.symbol;
    this.selected.value = instrument;
  }

  #apply({ isSnapshot, update }: MarketDataUpdate): void {
    if (update.case !== 'instruments') return;
    if (isSnapshot) this.#byId.clear();
    for (const instrument of update.value.instruments) this.#byId.set(instrument.instrumentId, instrument);
    const all = [...this.#byId.values()].sort((a, b) => a.instrumentId - b.instrumentId);
    this.instruments.value = all;
    // Also one that is selected has changed perhaps, or is of another history now.
    this.selected.value = all.find(({ symbol }) => symbol === this.#wantedSymbol) ?? all[0];
  }
}
