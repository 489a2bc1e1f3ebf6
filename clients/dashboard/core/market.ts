import { equals } from '@bufbuild/protobuf';
import { type Instrument, InstrumentSchema } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Statistics } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Feed } from './feed.ts';
import { Source } from './source.ts';

/** What can be traded, and what the page looks at. */
export class Market {
  /** In order of their numbers; undefined until they are here. */
  readonly instruments = new Source<readonly Instrument[] | undefined>(undefined);
  /** The one that the panels show; undefined while there is none. */
  readonly selected = new Source<Instrument | undefined>(undefined);
  /** Last trade, 24 hours and open interest, by instrument. */
  readonly #statistics = new Map<number, Statistics>();
  readonly statistics = new Source<ReadonlyMap<number, Statistics>>(this.#statistics);
  readonly #byId = new Map<number, Instrument>();
  #wantedSymbol: string | undefined;

  constructor(feed: Feed, symbol: string | undefined) {
    this.#wantedSymbol = symbol;
    feed.subscribe({ channel: MarketDataChannel.INSTRUMENTS }, (update) => this.#apply(update));
    const wish = { channel: MarketDataChannel.STATISTICS, updateIntervalMs: 100 };
    feed.subscribe(wish, ({ update }) => {
      if (update.case !== 'statistics') return;
      this.#statistics.set(update.value.instrumentId, update.value);
      this.statistics.touch();
    });
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
    const known = new Map(this.#byId);
    if (isSnapshot) this.#byId.clear();
    for (const instrument of update.value.instruments) {
      const { instrumentId } = instrument;
      const before = known.get(instrumentId);
      // What has not changed is the same object: panels of it go on.
      const isSame = before !== undefined && equals(InstrumentSchema, before, instrument);
      this.#byId.set(instrumentId, isSame ? before : instrument);
    }
    const all = [...this.#byId.values()].sort((a, b) => a.instrumentId - b.instrumentId);
    this.instruments.value = all;
    const bySymbol = (wanted: string | undefined) => all.find(({ symbol }) => symbol === wanted);
    // What is looked at stays, whatever is listed meanwhile: an order may be half typed.
    this.selected.value = bySymbol(this.selected.value?.symbol) ?? bySymbol(this.#wantedSymbol) ?? all[0];
  }
}
