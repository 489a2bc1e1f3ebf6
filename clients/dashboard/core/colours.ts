/** Values of the tokens, `#rrggbb`, for what draws on a canvas. */
export interface Colours {
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly buy: string;
  readonly sell: string;
  readonly accent: string;
  /** Of quantities, from none to the most. */
  readonly heat: readonly string[];
}

/** A colour of the tokens, `#rrggbb`, with some of what is behind it shining through: canvases know no `color-mix`. */
export function withAlpha(hex: string, alpha: number): string {
  const [red, green, blue] = channelsOf(hex);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function channelsOf(hex: string): readonly [red: number, green: number, blue: number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
