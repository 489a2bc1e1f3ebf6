import { isPlainName, isPlainText, NAME_FORM, normalizeName, TEXT_FORM } from '../../domain/name.ts';
import { type Reason, type Refusal, RefusedError, refuse } from '../../domain/refusal.ts';

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Errors are sent in trailers, of which many clients accept at most 8 KiB. */
const MAX_REFUSALS = 8;

/**
 * Collects the wrong fields of one request, so that one error names all of them, up to eight. The exchange checks orders
 * against their instrument.
 */
export class FieldChecks {
  readonly #refusals: Refusal[] = [];

  get first(): Refusal | undefined {
    return this.#refusals[0];
  }

  /** @throws RefusedError if anything is wrong. */
  throwIfWrong(): void {
    const [first, ...others] = this.#refusals;
    if (first !== undefined) throw new RefusedError(first, others);
  }

  refuse(reason: Reason, field: string, message: string, metadata?: Readonly<Record<string, string>>): void {
    if (this.#refusals.length === MAX_REFUSALS) return;
    this.#refusals.push(refuse(reason, `${field} ${message}`, field, metadata));
  }

  /** Converts a 64-bit integer. A wrong value is reported with these bounds, which the exchange checks. */
  integer(field: string, value: bigint, min: number, max: number): number {
    if (value > MAX_SAFE || value < -MAX_SAFE) this.#outOfRange(field, min, max);
    return Number(value);
  }

  /** A 64-bit integer as a number, within bounds. */
  integerInRange(field: string, value: bigint, min: number, max: number): number {
    if (value < min || value > max) this.#outOfRange(field, min, max);
    return Number(value);
  }

  /** A time or a duration in nanoseconds, within bounds. */
  nanoseconds(field: string, value: bigint, min: bigint, max: bigint): bigint {
    if (value < min || value > max) this.#outOfRange(field, min, max);
    return value;
  }

  inRange(field: string, value: number, min: number, max: number): number {
    if (value < min || value > max) this.#outOfRange(field, min, max);
    return value;
  }

  /** Text of bounded length that a person reads. */
  text(field: string, value: string, minBytes: number, maxBytes: number): string {
    if (value === '' && minBytes > 0) {
      this.refuse('FIELD_REQUIRED', field, 'is required');
      return value;
    }
    const bytes = Buffer.byteLength(value);
    if (bytes < minBytes || bytes > maxBytes) {
      this.refuse('FIELD_INVALID', field, `must have ${minBytes} to ${maxBytes} bytes`, {
        min: String(minBytes),
        max: String(maxBytes),
      });
    }
    return value;
  }

  /** A new name in the form in which it is stored. Names that look like another are refused. */
  name(field: string, value: string, minBytes: number, maxBytes: number): string {
    const name = normalizeName(this.text(field, value, minBytes, maxBytes));
    if (!isPlainName(name)) this.refuse('FIELD_INVALID', field, `must be ${NAME_FORM}`);
    return name;
  }

  /** Text that people read beside a name. */
  plainText(field: string, value: string, maxBytes: number): string {
    const text = normalizeName(this.text(field, value, 0, maxBytes));
    if (!isPlainText(text)) this.refuse('FIELD_INVALID', field, `must be ${TEXT_FORM}`);
    return text;
  }

  pattern(field: string, value: string, pattern: RegExp, form: string): string {
    if (!pattern.test(value)) this.refuse('FIELD_INVALID', field, `must be ${form}`);
    return value;
  }

  #outOfRange(field: string, min: number | bigint, max: number | bigint): void {
    this.refuse('FIELD_OUT_OF_RANGE', field, `must be a whole number from ${min} to ${max}`, {
      min: String(min),
      max: String(max),
    });
  }
}
