import {
  CandlestickSeries,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  LineStyle,
  type SeriesMarker,
  type TickMarkType,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { Interval } from '../../core/candles.ts';
import { type Colours, withAlpha } from '../../core/colours.ts';
import { groupedText, shortText } from '../../core/decimal.ts';
import { chartTimes, markText } from './chart-time.ts';
import type { FillMark } from './fills.ts';
import { firstDifference, type Point } from './points.ts';

interface Options {
  readonly element: HTMLElement;
  readonly instrument: Instrument;
  readonly interval: Interval;
  /** Where its days begin at midnight. */
  readonly marketTimeZone: string;
  /** The crosshair is on this period; undefined when it is on none. */
  readonly onHover: (point: Point | undefined) => void;
  /** Prices may stand elsewhere now. */
  readonly onMoved: () => void;
  /** The oldest candle that is here is nearly in sight. */
  readonly onOldest: () => void;
}

const PERIOD_PX = 6;
const NEAR_OLDEST = 60;
const VOLUME_TOP = 0.82;

/** The chart of the library, with what changes between this page's charts. Prices are in minor units, so that they are exact. */
export class PriceChart {
  readonly #options: Options;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #average: ISeriesApi<'Line'>;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  readonly #timeAt: (openMs: number) => UTCTimestamp;
  #colours: Colours;
  #points: readonly Point[] = [];
  #fills: readonly FillMark[] = [];

  constructor(options: Options, colours: Colours) {
    this.#options = options;
    const zoneMinutes = -new Date().getTimezoneOffset();
    this.#timeAt = chartTimes(options.interval, zoneMinutes, options.marketTimeZone);
    this.#colours = colours;
    const { priceScale, quantityScale, tickSize } = options.instrument;
    this.#chart = createChart(options.element, {
      autoSize: true,
      layout: { attributionLogo: false, fontSize: 11 },
      // Dates are as in the tables.
      localization: { locale: 'en', dateFormat: 'yyyy-MM-dd' },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 1 - VOLUME_TOP + 0.04 } },
      timeScale: {
        borderVisible: false,
        rightOffset: 6,
        barSpacing: PERIOD_PX,
        minBarSpacing: 1,
        timeVisible: true,
        secondsVisible: options.interval.ms < 60_000,
        tickMarkFormatter: (time: Time, type: TickMarkType) =>
          typeof time === 'number' ? markText(time, type) : null,
      },
    });
    const prices = { type: 'custom', minMove: Number(tickSize), formatter: priceText } as const;
    function priceText(price: number): string {
      return groupedText(Math.round(price), priceScale);
    }
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      lastValueVisible: false,
      priceLineVisible: false,
      priceFormat: {
        type: 'custom',
        minMove: 1,
        formatter: (volume: number) => shortText(Math.round(volume), quantityScale),
      },
    });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: VOLUME_TOP, bottom: 0 } });
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceFormat: prices,
      priceLineStyle: LineStyle.Dotted,
    });
    this.#average = this.#chart.addSeries(LineSeries, {
      lineWidth: 1,
      priceFormat: prices,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    });
    this.#marks = createSeriesMarkers(this.#candles);
    this.#candles.attachPrimitive({ updateAllViews: () => options.onMoved() });
    this.#chart.subscribeCrosshairMove(({ logical }) => {
      options.onHover(logical === undefined ? undefined : this.#points[Math.round(logical)]);
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && this.#points.length > 0 && range.from < NEAR_OLDEST) options.onOldest();
    });
    this.setColours(colours);
  }

  /** Only what differs from before is drawn anew. */
  setPoints(points: readonly Point[]): void {
    const before = this.#points;
    this.#points = points;
    const from = firstDifference(before, points);
    const onlyEndChanged = before.length > 0 && from >= before.length - 1 && points.length >= before.length;
    if (onlyEndChanged) for (const point of points.slice(from)) this.#update(point);
    else this.#replace(before.length === 0);
  }

  setFills(fills: readonly FillMark[]): void {
    this.#fills = fills;
    this.#marks.setMarkers(fills.map((fill) => this.#mark(fill)));
  }

  setColours(colours: Colours): void {
    this.#colours = colours;
    const { panel, line, text, muted, faint, raised, buy, sell } = colours;
    const label = { color: faint, labelBackgroundColor: raised };
    this.#chart.applyOptions({
      layout: {
        background: { color: panel },
        textColor: muted,
        fontFamily: getComputedStyle(this.#options.element).fontFamily,
      },
      grid: { vertLines: { color: withAlpha(line, 0.5) }, horzLines: { color: withAlpha(line, 0.5) } },
      crosshair: { vertLine: label, horzLine: label },
    });
    this.#candles.applyOptions({
      upColor: buy,
      wickUpColor: buy,
      borderUpColor: buy,
      downColor: sell,
      wickDownColor: sell,
      borderDownColor: sell,
    });
    this.#average.applyOptions({ color: withAlpha(text, 0.55) });
    if (this.#points.length > 0) this.#replace(false);
    this.setFills(this.#fills);
  }

  /** From the top of the chart; undefined while it shows no prices. */
  yOf(price: number): number | undefined {
    return this.#candles.priceToCoordinate(price) ?? undefined;
  }

  priceAt(y: number): number | undefined {
    return this.#candles.coordinateToPrice(y) ?? undefined;
  }

  /** Of the scale with the prices. */
  get scaleWidth(): number {
    return this.#chart.priceScale('right').width();
  }

  /** Without the scale with the times. */
  get plotHeight(): number {
    return this.#options.element.clientHeight - this.#chart.timeScale().height();
  }

  remove(): void {
    this.#chart.remove();
  }

  #replace(isFirst: boolean): void {
    this.#candles.setData(this.#points.map((point) => this.#candle(point)));
    this.#volume.setData(this.#points.map((point) => this.#bar(point)));
    this.#average.setData(this.#points.map((point) => this.#averagePoint(point)));
    if (!isFirst) return;
    const to = this.#points.length + 5;
    this.#chart
      .timeScale()
      .setVisibleLogicalRange({ from: to - this.#chart.timeScale().width() / PERIOD_PX, to });
  }

  #update(point: Point): void {
    this.#candles.update(this.#candle(point));
    this.#volume.update(this.#bar(point));
    this.#average.update(this.#averagePoint(point));
  }

  #candle(point: Point) {
    const { open, high, low, close } = point;
    return { time: this.#timeOf(point), open, high, low, close };
  }

  #bar(point: Point) {
    const colour = point.close >= point.open ? this.#colours.buy : this.#colours.sell;
    return { time: this.#timeOf(point), value: point.volume, color: withAlpha(colour, 0.35) };
  }

  /** Without a value, the line begins later. */
  #averagePoint(point: Point) {
    const time = this.#timeOf(point);
    return point.average === undefined ? { time } : { time, value: point.average };
  }

  #mark({ openMs, side }: FillMark): SeriesMarker<Time> {
    const isBuy = side === Side.BUY;
    return {
      time: this.#timeOf({ openMs }),
      position: isBuy ? 'belowBar' : 'aboveBar',
      shape: isBuy ? 'arrowUp' : 'arrowDown',
      color: isBuy ? this.#colours.buy : this.#colours.sell,
      size: 0.8,
    };
  }

  #timeOf({ openMs }: Pick<Point, 'openMs'>): UTCTimestamp {
    return this.#timeAt(openMs);
  }
}
