import { Binary, Long } from 'mongodb';

/*
 * In the older state of the seed a party id is an integer: `1` and `"1"` are one party. Documents with either are found, and
 * read as text.
 */

/** Matches a party id in whichever form a document has it. MongoDB compares an int, a long and a double by value. */
export function samePartyId(partyId: string): { readonly $in: readonly (string | number)[] } {
  const number = Number(partyId);
  const isInteger = Number.isSafeInteger(number) && String(number) === partyId;
  return { $in: isInteger ? [partyId, number] : [partyId] };
}

/** The text of a party id; undefined for what cannot be one. */
export function partyIdText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Long.isLong(value)) return value.toString();
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A text that the seed's libraries may have stored as bytes. */
export function textOrBytes(value: unknown): unknown {
  return value instanceof Binary ? Buffer.from(value.value()).toString() : value;
}
