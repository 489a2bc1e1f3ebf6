import { SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Api } from './api.ts';
import { type Bar, barOf, type Interval, mergeBars, reaches } from './candles.ts';
import type { Feed } from './feed.ts';
import { Source } from './source.ts';

interface Parts {
  readonly feed: Feed;
  readonly api: { readonly marketData: Pick<Api['marketData'], 'listCandles'> };
}

interface Topic {
  readonly instrumentId: number;
  readonly interval: Interval;
}

/** Where the channel began, or began again. */
interface Beginning {
  readonly epoch: bigint;
  readonly sequence: bigint;
}

const PAGE_SIZE = 1_000;
const KEPT = 10_000;
/** The history is a moment behind: the list is asked for again when it does not reach the channel yet. */
const PAUSES_MS = [50, 100, 200, 400, 800];

/**
 * Candles of one instrument and interval: those that are over from the list, what changes from the channel, joined by
 * sequence. Undefined until both are here: it never shows other candles.
 */
export class CandleStore {
  readonly bars = new Source<readonly Bar[] | undefined>(undefined);
  /** How far the clock of this machine is ahead of the exchange's, as far as that is known. */
  clockAheadMs = 0;
  readonly #parts: Parts;
  readonly #topic: Topic;
  readonly #end: () => void;
  #begun: Beginning | undefined;
  /** What the channel has told since it began, while the list is on its way. */
  #waiting: readonly Bar[] | undefined;
  #listing = new AbortController();
  #isLoadingOlder = false;
  #hasOlder = false;

  constructor(parts: Parts, topic: Topic) {
    this.#parts = parts;
    this.#topic = topic;
    const wish = {
      channel: MarketDataChannel.CANDLES,
      instrumentId: topic.instrumentId,
      candleInterval: topic.interval.value,
      updateIntervalMs: 50,
    };
    this.#end = parts.feed.subscribe(wish, (update) => this.#apply(update));
  }

  close(): void {
    this.#listing.abort();
    this.#end();
  }

  /** What was before the first one that is here; nothing when that was the first of all. */
  async loadOlder(): Promise<void> {
    const had = this.bars.value;
    const oldest = had?.[0];
    if (this.#isLoadingOlder || !this.#hasOlder || oldest === undefined || had === undefined) return;
    if (had.length + PAGE_SIZE > KEPT) return;
    this.#isLoadingOlder = true;
    const { signal } = this.#listing;
    try {
      const page = await this.#list({ toTimeNs: BigInt(oldest.openMs) * 1_000_000n }, signal);
      if (signal.aborted || this.bars.value === undefined) return;
      this.#hasOlder = page.nextPageToken !== '';
      this.bars.value = mergeBars(page.candles.map(barOf).reverse(), this.bars.value);
    } catch {
      // It is asked for again when the user looks there again.
    } finally {
      this.#isLoadingOlder = false;
    }
  }

  #apply({ isSnapshot, epoch, sequence, update }: MarketDataUpdate): void {
    if (update.case !== 'candles') return;
    const news = update.value.candles.map(barOf);
    if (isSnapshot) this.#begin({ epoch, sequence }, news);
    else this.#follow(news);
  }

  #begin(begun: Beginning, forming: readonly Bar[]): void {
    this.#listing.abort();
    this.#listing = new AbortController();
    // Another history: nothing of the one before is true.
    if (this.#begun?.epoch !== begun.epoch) this.bars.value = undefined;
    this.#begun = begun;
    this.#waiting = forming;
    void this.#join(begun, this.#listing.signal);
  }

  #follow(news: readonly Bar[]): void {
    const last = news.at(-1);
    if (last === undefined) return;
    this.clockAheadMs = Math.max(0, Date.now() - last.openMs - this.#topic.interval.ms);
    if (this.#waiting !== undefined) this.#waiting = mergeBars(this.#waiting, news);
    else this.bars.value = bounded(mergeBars(this.bars.value ?? [], news));
  }

  async #join(begun: Beginning, signal: AbortSignal): Promise<void> {
    const { bars, hasOlder } = await this.#listUntil(begun, signal);
    if (signal.aborted) return;
    this.#hasOlder = hasOlder;
    this.bars.value = mergeBars(bars, this.#waiting ?? []);
    this.#waiting = undefined;
  }

  async #listUntil(
    begun: Beginning,
    signal: AbortSignal,
  ): Promise<{ bars: readonly Bar[]; hasOlder: boolean }> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const page = await this.#list({}, signal);
        if (reaches(page, begun)) {
          return { bars: page.candles.map(barOf).reverse(), hasOlder: page.nextPageToken !== '' };
        }
      } catch (thrown) {
        // An exchange may keep no history: the chart then begins with what happens now.
        if (RedleafError.from(thrown, 'ListCandles').reason === 'HISTORY_OFF') break;
      }
      await pause(PAUSES_MS[attempt] ?? 1_000, signal);
    }
    return { bars: [], hasOlder: false };
  }

  #list(range: { readonly toTimeNs?: bigint }, signal: AbortSignal) {
    const { instrumentId, interval } = this.#topic;
    const request = {
      instrumentId,
      interval: interval.value,
      sortOrder: SortOrder.NEWEST_FIRST,
      pageSize: PAGE_SIZE,
    };
    return this.#parts.api.marketData.listCandles({ ...request, ...range }, { signal });
  }
}

/** A page that stays open all day forgets its oldest candles, many at a time. */
function bounded(bars: readonly Bar[]): readonly Bar[] {
  return bars.length > KEPT ? bars.slice(PAGE_SIZE) : bars;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
