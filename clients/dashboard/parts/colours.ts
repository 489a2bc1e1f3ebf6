import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { Colours } from '../core/colours.ts';

/** The colours of the theme and palette, and again when those change. */
export function useColours(): Accessor<Colours> {
  const [colours, setColours] = createSignal(readColours());
  const observer = new MutationObserver(() => setColours(readColours()));
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-palette'] });
  onCleanup(() => observer.disconnect());
  return colours;
}

function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: read('panel'),
    raised: read('raised'),
    line: read('line'),
    text: read('text'),
    muted: read('muted'),
    faint: read('faint'),
    buy: read('buy'),
    sell: read('sell'),
    accent: read('accent'),
    heat: ['panel', 'heat-1', 'heat-2', 'heat-3', 'heat-4'].map(read),
  };
}
