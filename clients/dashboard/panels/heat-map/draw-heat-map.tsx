import { axisMarks, axisStep } from '../../core/axis.ts';
import type { TradeDot } from '../../core/book-history.ts';
import { type Colours, withAlpha } from '../../core/colours.ts';
import type { Drawing, Size, Spot } from '../../parts/canvas.tsx';
import { dotRadius, type HeatMap, heatPixels, sumDots } from './view.ts';

const SCALE_WIDTH = 64;
const FOOT = 22;
const FONT = '11px "Inter Variable", system-ui, sans-serif';
const TWO_PI = 2 * Math.PI;
/** Between two dots of a side. */
const DOT_PX = 12;

export interface Picture {
  readonly map: HeatMap;
  readonly dots: readonly TradeDot[];
  readonly fromMs: number;
  readonly toMs: number;
}

interface Options {
  readonly picture: Picture;
  readonly ramp: Uint8ClampedArray;
  readonly colours: Colours;
  readonly tick: number;
  readonly hover: Spot | undefined;
  readonly priceText: (price: number) => string;
  readonly timeText: (timeMs: number) => string;
}

/** Where the map is on the canvas. */
export function plotSize({ width, height }: Size): Size {
  return { width: Math.max(1, width - SCALE_WIDTH), height: Math.max(1, height - FOOT) };
}

/** The cell of the map under a point; undefined when there is none. */
export function cellAt(
  { columns, rows }: HeatMap,
  { x, y }: Spot,
  size: Size,
): { column: number; row: number } | undefined {
  const plot = plotSize(size);
  const column = Math.floor((x / plot.width) * columns);
  const row = rows - 1 - Math.floor((y / plot.height) * rows);
  return column < columns && row >= 0 ? { column, row } : undefined;
}

/** Of one panel: it keeps the surface on which the map is made, a pixel to a cell. */
export function heatMapDrawing(surface: OffscreenCanvas, options: Options): Drawing {
  return (context, size) => {
    const { picture, colours } = options;
    const plot = plotSize(size);
    const { map, fromMs, toMs } = picture;
    const place: Place = {
      plot,
      x: (timeMs) => ((timeMs - fromMs) / (toMs - fromMs)) * plot.width,
      // A price is in the middle of its row.
      y: (price) => plot.height - ((price - map.low) / map.rowSize + 0.5) * (plot.height / map.rows),
    };
    drawCells(context, surface, options, plot);
    context.save();
    context.beginPath();
    context.rect(0, 0, plot.width, plot.height);
    context.clip();
    drawBest(context, map, map.bestAsks, colours.sell, place);
    drawBest(context, map, map.bestBids, colours.buy, place);
    drawDots(context, picture, colours, place);
    if (options.hover !== undefined) drawCross(context, options.hover, colours, plot);
    context.restore();
    drawScales(context, options, place);
  };
}

interface Place {
  readonly plot: Size;
  readonly x: (timeMs: number) => number;
  readonly y: (price: number) => number;
}

function drawCells(
  context: CanvasRenderingContext2D,
  surface: OffscreenCanvas,
  { picture, ramp }: Options,
  plot: Size,
): void {
  const { map } = picture;
  if (surface.width !== map.columns || surface.height !== map.rows) {
    surface.width = map.columns;
    surface.height = map.rows;
  }
  surface.getContext('2d')?.putImageData(new ImageData(heatPixels(map, ramp), map.columns, map.rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(surface, 0, 0, plot.width, plot.height);
}

function drawBest(
  context: CanvasRenderingContext2D,
  { columns }: HeatMap,
  prices: Float64Array,
  colour: string,
  { plot, y }: Place,
): void {
  const width = plot.width / columns;
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.beginPath();
  let isDown = false;
  for (const [column, price] of prices.entries()) {
    const height = y(price);
    if (Number.isNaN(height)) isDown = false;
    else if (isDown) context.lineTo(column * width, height);
    else context.moveTo(column * width, height);
    isDown = !Number.isNaN(height);
    if (isDown) context.lineTo((column + 1) * width, height);
  }
  context.stroke();
}

/** What bought is a disc, what sold is a ring: the colour alone does not tell. */
function drawDots(
  context: CanvasRenderingContext2D,
  { dots, fromMs, toMs }: Picture,
  colours: Colours,
  { plot, x, y }: Place,
): void {
  const shown = sumDots(dots, fromMs, ((toMs - fromMs) / plot.width) * DOT_PX);
  const largest = shown.reduce((most, { quantity }) => Math.max(most, quantity), 0);
  for (const { timeMs, price, quantity, isBuy } of shown) {
    const radius = dotRadius(quantity, largest);
    const [left, top] = [x(timeMs), y(price)];
    context.beginPath();
    context.arc(left, top, radius + 1, 0, TWO_PI);
    context.fillStyle = withAlpha(colours.panel, 0.7);
    context.fill();
    context.beginPath();
    context.arc(left, top, radius, 0, TWO_PI);
    if (!isBuy) context.arc(left, top, radius * 0.5, 0, TWO_PI, true);
    context.fillStyle = isBuy ? colours.buy : colours.sell;
    context.fill();
  }
}

function drawCross(context: CanvasRenderingContext2D, { x, y }: Spot, colours: Colours, plot: Size): void {
  context.strokeStyle = withAlpha(colours.text, 0.5);
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, plot.height);
  context.moveTo(0, Math.round(y) + 0.5);
  context.lineTo(plot.width, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
}

/** Asks stand above their line and bids below it, so that a narrow spread has room for both. */
const TAG_SHIFT = 9;
const TIME_STEPS_MS = [5_000, 10_000, 15_000, 30_000, 60_000, 120_000];

function drawScales(context: CanvasRenderingContext2D, options: Options, { plot, x, y }: Place): void {
  const { picture, colours, tick, priceText, timeText } = options;
  const { map, fromMs, toMs } = picture;
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillStyle = colours.muted;
  const high = map.low + map.rowSize * map.rows;
  const tags = [
    y(map.bestAsks.at(-1) ?? Number.NaN) - TAG_SHIFT,
    y(map.bestBids.at(-1) ?? Number.NaN) + TAG_SHIFT,
  ];
  const isFree = (height: number) =>
    height > 8 && height < plot.height - 6 && !tags.some((tag) => Math.abs(tag - height) < 15);
  for (const price of axisMarks(map.low, high, axisStep(high - map.low, plot.height / 40, tick))) {
    if (isFree(y(price))) context.fillText(priceText(price), plot.width + 8, y(price));
  }
  context.textAlign = 'center';
  const wantedMs = (toMs - fromMs) / Math.max(1, plot.width / 90);
  const stepMs = TIME_STEPS_MS.find((step) => step >= wantedMs) ?? 300_000;
  for (const timeMs of axisMarks(fromMs, toMs, stepMs)) {
    if (x(timeMs) > 26 && x(timeMs) < plot.width - 20)
      context.fillText(timeText(timeMs), x(timeMs), plot.height + FOOT / 2);
  }
  drawTag(context, map.bestAsks.at(-1), colours.sell, { options, plot, y, shift: -TAG_SHIFT });
  drawTag(context, map.bestBids.at(-1), colours.buy, { options, plot, y, shift: TAG_SHIFT });
}

interface TagOptions {
  readonly options: Options;
  readonly plot: Size;
  readonly y: (price: number) => number;
  readonly shift: number;
}

function drawTag(
  context: CanvasRenderingContext2D,
  price: number | undefined,
  colour: string,
  { options, plot, y, shift }: TagOptions,
): void {
  if (price === undefined || Number.isNaN(price)) return;
  const middle = y(price) + shift;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(plot.width + 2, middle - 8, SCALE_WIDTH - 4, 16, 2);
  context.fill();
  context.textAlign = 'left';
  context.fillStyle = options.colours.panel;
  context.fillText(options.priceText(price), plot.width + 8, middle + 0.5);
}
