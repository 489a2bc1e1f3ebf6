import { axisMarks, axisStep } from '../../core/axis.ts';
import { type Colours, withAlpha } from '../../core/colours.ts';
import type { Drawing, Size, Spot } from '../../parts/canvas.tsx';
import { type DepthStep, type DepthView, depthAt, stairs } from './view.ts';

/** Below the stairs, for prices. */
const FOOT = 22;
/** Above them. */
const HEAD = 30;
const FONT = '11px "Inter Variable", system-ui, sans-serif';

interface Options {
  readonly view: DepthView;
  readonly colours: Colours;
  readonly tick: number;
  readonly hover: Spot | undefined;
  readonly priceText: (price: number) => string;
  readonly quantityText: (quantity: number) => string;
}

/** The price under a point of the chart. */
export function priceOf({ low, high }: DepthView, x: number, width: number): number {
  return low + (x / width) * (high - low);
}

export function drawDepth({ view, colours, tick, hover, priceText, quantityText }: Options): Drawing {
  return (context, size) => {
    const { width } = size;
    const bottom = size.height - FOOT;
    const x = (price: number) => ((price - view.low) / (view.high - view.low)) * width;
    const y = (total: number) => bottom - (total / view.most) * (bottom - HEAD);
    context.font = FONT;
    context.textBaseline = 'middle';

    context.textAlign = 'center';
    const step = axisStep(view.high - view.low, width / 90, tick);
    for (const price of axisMarks(view.low, view.high, step)) {
      context.fillStyle = withAlpha(colours.line, 0.6);
      context.fillRect(Math.round(x(price)), 0, 1, bottom);
      context.fillStyle = colours.muted;
      const text = priceText(price);
      const half = context.measureText(text).width / 2 + 4;
      if (x(price) > half && x(price) < width - half) context.fillText(text, x(price), bottom + FOOT / 2);
    }
    drawSide(context, view.bids, { colour: colours.buy, edge: view.low, x, y, bottom });
    drawSide(context, view.asks, { colour: colours.sell, edge: view.high, x, y, bottom });

    context.textAlign = 'right';
    const totals = axisStep(view.most, (bottom - HEAD) / 50, 1);
    for (const total of axisMarks(totals, view.most, totals)) {
      context.fillStyle = withAlpha(colours.line, 0.6);
      context.fillRect(0, Math.round(y(total)), width, 1);
      context.fillStyle = colours.muted;
      context.fillText(quantityText(total), width - 6, y(total) - 8);
    }
    if (view.mid !== undefined) dashed(context, colours.faint, x(view.mid), HEAD - 6, bottom);
    if (hover !== undefined) drawHover(context, { view, colours, hover, size, x, y, bottom });
  };
}

interface SideOptions {
  readonly colour: string;
  readonly edge: number;
  readonly x: (price: number) => number;
  readonly y: (total: number) => number;
  readonly bottom: number;
}

function drawSide(
  context: CanvasRenderingContext2D,
  steps: readonly DepthStep[],
  options: SideOptions,
): void {
  const { colour, edge, x, y, bottom } = options;
  const corners = stairs(steps, edge);
  const [first] = corners;
  if (first === undefined) return;
  context.beginPath();
  for (const [price, total] of corners) context.lineTo(x(price), y(total));
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
  context.lineTo(x(edge), bottom);
  context.lineTo(x(first[0]), bottom);
  context.fillStyle = withAlpha(colour, 0.14);
  context.fill();
}

interface HoverOptions extends Pick<Options, 'view' | 'colours'> {
  readonly hover: Spot;
  readonly size: Size;
  readonly x: (price: number) => number;
  readonly y: (total: number) => number;
  readonly bottom: number;
}

/** The price that is pointed at, and a dot where its total is. */
function drawHover(context: CanvasRenderingContext2D, options: HoverOptions): void {
  const { view, colours, hover, size, y, bottom } = options;
  const at = depthAt(view, priceOf(view, hover.x, size.width));
  dashed(context, colours.muted, hover.x, HEAD - 6, bottom);
  if (at === undefined) return;
  context.beginPath();
  context.arc(hover.x, y(Number(at.total)), 3.5, 0, 2 * Math.PI);
  context.fillStyle = at.side === 'buy' ? colours.buy : colours.sell;
  context.fill();
  context.strokeStyle = colours.panel;
  context.lineWidth = 1.5;
  context.stroke();
}

function dashed(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  top: number,
  bottom: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, top);
  context.lineTo(Math.round(x) + 0.5, bottom);
  context.stroke();
  context.setLineDash([]);
}
