import { InvalidArgumentError } from 'commander';

const PERIOD = /^(?<count>\d{1,9})(?<unit>[smhdw])$/;

/** Milliseconds of one of each. */
export const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

export function isPeriod(text: string): boolean {
  return PERIOD.test(text);
}

/** Milliseconds of a period such as `7d` or `12h`. */
export function parsePeriod(text: string): number {
  const { count, unit = '' } = PERIOD.exec(text)?.groups ?? {};
  if (count === undefined)
    throw new InvalidArgumentError(`It must be a period such as 12h or 7d, not '${text}'.`);
  return Number(count) * (UNIT_MS[unit] ?? 0);
}
