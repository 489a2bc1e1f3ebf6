import { createEffect, createSignal, onCleanup, onMount } from 'solid-js';
import { beforeNextFrame } from './use.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the pointer is, from the top left corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Draws all of it, in pixels of the page. */
export type Drawing = (context: CanvasRenderingContext2D, size: Size) => void;

interface Props {
  /** For those who cannot see it. */
  readonly label: string;
  /** What is to be seen now: a new drawing is painted with the next frame, however many there were in this one. */
  readonly drawing: Drawing;
  readonly onHover?: (spot: Spot | undefined) => void;
  readonly onSize?: (size: Size) => void;
  readonly onWheel?: (steps: number) => void;
}

/** A canvas that fills its parent, as sharp as the screen. */
export function Canvas(props: Props) {
  const [size, setSize] = createSignal<Size>({ width: 0, height: 0 });
  let element: HTMLCanvasElement | undefined;
  const paint = () => {
    const context = element?.getContext('2d');
    if (element === undefined || !context || size().width === 0) return;
    const { width, height } = size();
    const ratio = devicePixelRatio;
    const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (element.width !== pixelsWide || element.height !== pixelsHigh) {
      element.width = pixelsWide;
      element.height = pixelsHigh;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    props.drawing(context, size());
  };
  onMount(() => {
    const parent = element?.parentElement;
    if (!parent) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width, height });
      props.onSize?.({ width, height });
    });
    observer.observe(parent);
    onCleanup(() => observer.disconnect());
    createEffect(() => {
      size();
      props.drawing;
      beforeNextFrame(paint);
    });
  });
  return (
    <canvas
      class="canvas"
      role="img"
      aria-label={props.label}
      ref={element}
      onPointerMove={(event) => props.onHover?.({ x: event.offsetX, y: event.offsetY })}
      onPointerLeave={() => props.onHover?.(undefined)}
      on:wheel={{
        passive: false,
        handleEvent(event) {
          if (props.onWheel === undefined || event.deltaY === 0) return;
          event.preventDefault();
          props.onWheel(Math.sign(event.deltaY));
        },
      }}
    />
  );
}
