import { SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import { CandleInterval, type Statistics } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { Api } from './api.ts';
import type { Market } from './market.ts';
import { Source } from './source.ts';

/** The last price of a minute in which something traded. */
export interface SparkPoint {
  /** Since 1970. */
  readonly minute: number;
  readonly price: number;
}

const MINUTES = 60;
const MINUTE_NS = 60_000_000_000n;
/** A page of instruments that comes into sight leaves room for other calls. */
const READ_AT_ONCE = 3;

/** A minute's last trade, after those before it; the last hour is kept. */
export function nextPoints(
  points: readonly SparkPoint[],
  { lastPrice, lastTimeNs }: Pick<Statistics, 'lastPrice' | 'lastTimeNs'>,
): readonly SparkPoint[] {
  const last = points.at(-1);
  const point = { minute: Number(lastTimeNs / MINUTE_NS), price: Number(lastPrice) };
  if (point.price === 0 || (last !== undefined && last.minute > point.minute)) return points;
  if (last?.minute === point.minute && last.price === point.price) return points;
  const before = last?.minute === point.minute ? points.slice(0, -1) : points;
  return [...before.filter(({ minute }) => minute > point.minute - MINUTES), point];
}

/** The points of an SVG line in a box; a minute without a trade is a straight part of it. */
export function sparkLine(points: readonly SparkPoint[], width: number, height: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const prices = points.map(({ price }) => price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const duration = Math.max(1, last.minute - first.minute);
  const y = (price: number) => (high === low ? height / 2 : height - ((price - low) / (high - low)) * height);
  const line = points.map(({ minute, price }) => [((minute - first.minute) / duration) * width, y(price)]);
  // One trade alone is a level line.
  if (first === last) line.push([width, y(last.price)]);
  return line.map(([x = 0, at = 0]) => `${x.toFixed(1)},${at.toFixed(1)}`).join(' ');
}

/** Lines of the last hour, of the instruments that are seen: from minute candles, and then from each last trade. */
export class Sparks {
  readonly #api: Pick<Api, 'marketData'>;
  readonly #market: Pick<Market, 'statistics'>;
  readonly #byInstrument = new Map<number, Source<readonly SparkPoint[]>>();
  readonly #waiting: number[] = [];
  readonly #closed = new AbortController();
  readonly #unfollow: () => void;
  #reading = 0;

  constructor(api: Pick<Api, 'marketData'>, market: Pick<Market, 'statistics'>) {
    this.#api = api;
    this.#market = market;
    this.#unfollow = market.statistics.subscribe(() => {
      for (const id of this.#byInstrument.keys()) this.#follow(id);
    });
  }

  readonly close = (): void => {
    this.#closed.abort();
    this.#unfollow();
  };

  of(instrumentId: number): Source<readonly SparkPoint[]> {
    const known = this.#byInstrument.get(instrumentId);
    if (known !== undefined) return known;
    const points = new Source<readonly SparkPoint[]>([]);
    this.#byInstrument.set(instrumentId, points);
    this.#waiting.push(instrumentId);
    void this.#readWaiting();
    return points;
  }

  #follow(instrumentId: number): void {
    const points = this.#byInstrument.get(instrumentId);
    const statistics = this.#market.statistics.value.get(instrumentId);
    if (points !== undefined && statistics !== undefined) points.value = nextPoints(points.value, statistics);
  }

  async #readWaiting(): Promise<void> {
    if (this.#reading >= READ_AT_ONCE) return;
    this.#reading += 1;
    for (let id = this.#waiting.shift(); id !== undefined; id = this.#waiting.shift()) {
      await this.#read(id).catch(() => {
        // Without a history the line begins now.
      });
      this.#follow(id);
    }
    this.#reading -= 1;
  }

  async #read(instrumentId: number): Promise<void> {
    const fromTimeNs = BigInt(Math.floor(Date.now() / 60_000) - MINUTES) * MINUTE_NS;
    const request = {
      ...{ instrumentId, fromTimeNs, pageSize: MINUTES + 1 },
      ...{ interval: CandleInterval.CANDLE_INTERVAL_1_MINUTE, sortOrder: SortOrder.NEWEST_FIRST },
    };
    const { candles } = await this.#api.marketData.listCandles(request, { signal: this.#closed.signal });
    const points = candles.toReversed().map(({ openTimeNs, closePrice }) => ({
      ...{ minute: Number(openTimeNs / MINUTE_NS), price: Number(closePrice) },
    }));
    const source = this.#byInstrument.get(instrumentId);
    if (source !== undefined) source.value = points;
  }
}
