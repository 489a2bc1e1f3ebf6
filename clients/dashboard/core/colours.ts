/** Values of the tokens, `#rrggbb` or `#rgb`, for what draws on a canvas. */
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

/** A colour of the tokens, with some of what is behind it shining through: canvases know no `color-mix`. */
export function withAlpha(hex: string, alpha: number): string {
  const [red, green, blue] = channelsOf(hex);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** @param hex `#rrggbb`, or `#rgb` as the build shortens it. */
export function channelsOf(hex: string): readonly [red: number, green: number, blue: number] {
  const digits = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const value = Number.parseInt(digits, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
