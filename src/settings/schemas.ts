import { isIPv4 } from 'node:net';
import { z } from 'zod';

/* Schemas that turn the text of a variable into a typed value. */

/** Writers that WRITERS can turn on. */
export const WRITER_NAMES = ['csv', 'multicast', 'mongo'] as const;
/** All writers. The history runs unless HISTORY is false. */
export type WriterName = (typeof WRITER_NAMES)[number] | 'history';

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** Offsets such as +01:00 are not time zones: they have no daylight saving time. */
export function isTimeZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

export function isMulticastGroup(text: string): boolean {
  const first = Number(text.split('.', 1)[0]);
  return isIPv4(text) && first >= 224 && first <= 239;
}

/** A comma-separated list of different writers. */
export function writerNames() {
  return z.string().transform((text, context): readonly WriterName[] => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const known = WRITER_NAMES.filter((name) => names.includes(name));
    const unknown = names.filter((name) => !known.some((other) => other === name));
    for (const name of unknown) {
      context.addIssue(`there is no writer ${name}, only ${WRITER_NAMES.join(', ')}`);
    }
    if (unknown.length === 0 && known.length < names.length) context.addIssue('names a writer twice');
    return known;
  });
}

export function flag() {
  return z.enum(['true', 'false']).transform((text) => text === 'true');
}

export function integer(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);
}

/** A number up to `max`, or `auto`. */
export function countOrAuto(max: number) {
  return z
    .string()
    .transform((text) => (text === 'auto' ? text : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN))
    .refine((value) => value === 'auto' || value <= max, `must be auto, or a whole number from 0 to ${max}`);
}

export function origins() {
  return z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((all) => all.filter((origin) => origin !== ''))
    .refine(
      (all) => all.every((origin) => origin === '*' || URL.parse(origin)?.origin === origin),
      'must be origins such as https://desk.example.com, without a path, or *',
    );
}

export function bytes(min: number, max: number) {
  return z.string().refine((text) => {
    const length = Buffer.byteLength(text);
    return length >= min && length <= max;
  }, `must have ${min} to ${max} bytes`);
}
