import type { CandleInterval } from '../../domain/candle.ts';
import type { Candle } from '../../market/candle.ts';
import type { CandleWatch } from '../candle-watch.ts';
import type { InstrumentMarket } from '../instrument-market.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

interface Options {
  readonly instrumentId: number;
  readonly interval: CandleInterval;
}

/** The forming candle, and then each changed candle, final or in its current state. */
export class CandlesChannel implements Channel {
  readonly hasMore = false;
  readonly #market: InstrumentMarket;
  readonly #options: Options;
  readonly #watch: CandleWatch;
  #hasBegun = false;
  sequence = 0;

  constructor(market: InstrumentMarket, options: Options) {
    this.#market = market;
    this.#options = options;
    this.#watch = market.watch(options.interval);
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    const changed = this.#hasBegun ? this.#watch.changedAfter(this.sequence) : undefined;
    // The reader is so far behind that some changes are no longer known. It gets a snapshot.
    if (changed === undefined) return [this.#update(true, this.#forming())];
    return changed.length === 0 ? [] : [this.#update(false, changed)];
  }

  close(): void {
    this.#watch.close();
  }

  #forming(): readonly Candle[] {
    const candle = this.#market.candle(this.#options.interval);
    return candle === undefined ? [] : [candle];
  }

  #update(isSnapshot: boolean, candles: readonly Candle[]): ChannelUpdate {
    const { instrumentId, interval } = this.#options;
    const previousSequence = isSnapshot ? 0 : this.sequence;
    this.#hasBegun = true;
    this.sequence = candles.at(-1)?.sequence ?? this.sequence;
    const content = { kind: 'candles', interval, candles } as const;
    return { instrumentId, previousSequence, sequence: this.sequence, isSnapshot, content };
  }
}
