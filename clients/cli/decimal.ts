import { toMinorUnits as exactMinorUnits, RedleafError } from '@redleaf/client';
import { UsageError } from './usage-error.ts';

/** A decimal that someone typed, in minor units. */
export function toMinorUnits(text: string, scale: number, name: string): bigint {
  try {
    return exactMinorUnits(text, scale, name);
  } catch (thrown) {
    throw new UsageError(RedleafError.from(thrown).message);
  }
}
