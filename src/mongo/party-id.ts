import { Binary, Long } from 'mongodb';

/*
 * Older versions of the seed store a party id as an integer: `1` and `"1"` are the same party. We find both, and read them
 * as text.
 */

/** A filter for a party id, stored as text or number. MongoDB compares int, long and double by value. */
export function samePartyId(partyId: string): { readonly $in: readonly (string | number)[] } {
  const number = Number(partyId);
  const isInteger = Number.isSafeInteger(number) && String(number) === partyId;
  return { $in: isInteger ? [partyId, number] : [partyId] };
}

/** A party id as text; undefined for a value of another type. */
export function partyIdText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Long.isLong(value)) return value.toString();
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Decodes text that the seed's libraries stored as bytes. */
export function textOrBytes(value: unknown): unknown {
  return value instanceof Binary ? Buffer.from(value.value()).toString() : value;
}
