import { Decimal128, Long } from 'mongodb';
import { z } from 'zod';
import { partyIdText } from '../mongo/party-id.ts';

/**
 * Fields of documents that anyone may have written. Documents are read with longs and doubles as they are stored, since times pass
 * 2^53.
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

const digits = z.string().regex(/^\d+$/).transform(BigInt);

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

/** A sum: a whole number, or beyond a long a decimal or digits. */
export const sum = z
  .unknown()
  .transform((value) => {
    if (value instanceof Decimal128 || typeof value === 'string') return digits.safeParse(String(value)).data;
    return wholeNumber.safeParse(value).data;
  })
  .refine((value) => value !== undefined && value >= 0n, 'is not a whole number of 0 or more')
  .transform((value) => value ?? 0n);

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

/** The problems of a document, in one line. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path, message].join(' ')).join(', ');
}
