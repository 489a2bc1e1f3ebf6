import { MAX_TEXT_BYTES } from '../domain/limits.ts';

/** As much of a text as the exchange keeps, without half a character at its end. */
export function cutText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  return new TextDecoder().decode(bytes.subarray(0, MAX_TEXT_BYTES), { stream: true });
}
