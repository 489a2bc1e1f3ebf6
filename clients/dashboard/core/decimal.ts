import { fromMinorUnits } from '../../typescript/decimal.ts';

/** Numbers of the API are in minor units; what people read and type is decimal. Exact, by text alone. */

/** With every place of the scale: 10050 at scale 2 is `100.50`. */
export function decimalText(minorUnits: number | bigint, scale: number): string {
  return fromMinorUnits(BigInt(minorUnits), scale);
}

/** As `decimalText`, with thousands apart: `1,234,567.50`. */
export function groupedText(minorUnits: number | bigint, scale: number): string {
  const [whole = '', fraction] = decimalText(minorUnits, scale).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A change, with its sign in front: `+1.20`. */
export function signedText(minorUnits: number | bigint, scale: number): string {
  return `${minorUnits > 0 ? '+' : ''}${groupedText(minorUnits, scale)}`;
}

/** A mean price, which may lie between ticks: with up to two places more than the scale; empty for 0, which is none. */
export function averageText(minorUnits: number, scale: number): string {
  if (minorUnits === 0) return '';
  const places = Math.max(scale, Math.min(scale + 2, 4));
  return groupedText(Math.round(minorUnits * 10 ** (places - scale)), places);
}

/** Short, for volumes: `12.3M`. Below ten thousand all digits that count. */
export function shortText(minorUnits: number | bigint, scale: number): string {
  const units = Number(minorUnits) / 10 ** scale;
  const size = Math.abs(units);
  for (const [limit, letter] of STEPS) if (size >= limit) return `${(units / limit).toFixed(2)}${letter}`;
  if (size >= 10_000) return `${(units / 1_000).toFixed(1)}K`;
  return groupedText(minorUnits, scale)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

const STEPS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
] as const;

export type Parsed = { readonly value: number } | { readonly problem: string };

/** What was typed, in minor units, or what is wrong with it. */
export function parseDecimal(typed: string, scale: number): Parsed {
  const text = typed.trim();
  const { whole, fraction = '' } =
    DECIMAL.exec(GROUPED.test(text) ? text.replaceAll(',', '') : text)?.groups ?? {};
  if (whole === undefined || whole + fraction === '') {
    // In half of the world `0,5` is a half: read as 5, it would be an order of ten times the size.
    return { problem: text.includes(',') ? 'has commas between thousands alone' : 'is not a number' };
  }
  const extra = fraction.slice(scale);
  if (/[1-9]/.test(extra)) {
    return { problem: scale === 0 ? 'must be a whole number' : `has at most ${scale} decimal places` };
  }
  const value = Number(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return Number.isSafeInteger(value) ? { value } : { problem: 'is larger than any exchange takes' };
}

/** Thousands apart, as the page writes them. */
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const DECIMAL = /^(?<whole>\d*)(?:\.(?<fraction>\d*))?$/;

/**
 * Where the digits begin that tell one price from its neighbours: the trailing zeros that a coarse tick leaves, and the leading
 * digits that both sides of the spread share, are dimmed.
 */
export function dimmedDigits(price: string, neighbour: string): number {
  if (price.length !== neighbour.length) return 0;
  let same = 0;
  while (same < price.length && price[same] === neighbour[same]) same += 1;
  // At least the last two digits stand out, and no number begins with its point.
  const dimmed = Math.min(same, Math.max(0, price.length - 2));
  return price[dimmed] === '.' ? Math.max(0, dimmed - 1) : dimmed;
}

/** A percentage with its sign, of a change from a reference; empty without one. */
export function percentText(change: number, reference: number): string {
  if (reference === 0) return '';
  const percent = (change / reference) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(2)} %`;
}
