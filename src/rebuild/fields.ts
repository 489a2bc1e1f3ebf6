import { Decimal128, Long } from 'mongodb';
import { z } from 'zod';
import { partyIdText } from '../mongo/party-id.ts';

/**
 * Fields of documents that anyone may have written. Documents are read with longs and doubles as they are stored: times are beyond what a
 * number holds exactly.
 */

/** An int or a long; a double if it is a whole number. */
const wholeNumber = z
  .unknown()
  .transform((value) => {
    if (Long.isLong(value)) return value.toBigInt();
    return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
  })
  .refine((value) => value !== undefined, 'is not a whole number')
  .transform((value) => value ?? 0n);

export function whole(min: number, max: number) {
  return wholeNumber
    .refine(
      (value) => value >= BigInt(min) && value <= BigInt(max),
      `is not a whole number from ${min} to ${max}`,
    )
    .transform(Number);
}

/** Nanoseconds since 1970-01-01 UTC. */
export const timestamp = wholeNumber.refine(
  (value) => value > 0n && value < 2n ** 63n,
  'is not a time in nanoseconds',
);

/** A sum of money, of any size. */
export const sum = z
  .instanceof(Decimal128, { error: 'is not a decimal' })
  .transform(String)
  .refine((text) => /^\d+$/.test(text), 'is not a whole number')
  .transform(BigInt);

/** A party id is text; a whole number means the party of that name. */
export const partyId = z
  .unknown()
  .transform(partyIdText)
  .refine((text) => text !== undefined, 'is neither text nor a whole number')
  .transform((text) => text ?? '');

/** A value of a document as a person writes it. */
export function plainValue(value: unknown): string {
  const isPlain = typeof value !== 'object' || value === null || '_bsontype' in value;
  return isPlain && typeof value !== 'string' ? String(value) : JSON.stringify(value);
}

/** What is wrong with a document, in one line. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path, message].join(' ')).join(', ');
}
