import { type Detail, RestError } from './rest-error.ts';

/** More digits than any valid number has. */
const MAX_DIGITS = 4_300;

/**
 * Reads the fields of one request body and collects errors, in the words of the seed's validation, which programs may depend
 * on.
 */
export class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #details: Detail[] = [];

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** @throws RestError 422 if there are errors so far. */
  throwIfWrong(): void {
    if (this.#details.length > 0) throw new RestError(422, this.#details);
  }

  /** Undefined for a missing field. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  refuse(type: string, loc: readonly string[], msg: string): void {
    this.#details.push({ type, loc, msg });
  }

  /** An integer, also as a string of digits. Anything else is an error, and 0. */
  integer(name: string): bigint {
    return this.#integer(name) ?? 0n;
  }

  positiveInteger(name: string): bigint {
    const value = this.#integer(name);
    if (value !== undefined && value <= 0n)
      this.refuse('greater_than', [name], 'Input should be greater than 0');
    return value ?? 0n;
  }

  /** At least 0; undefined if null or missing. */
  optionalInteger(name: string): bigint | undefined {
    if (this.value(name) === null || this.value(name) === undefined) return undefined;
    const value = this.#integer(name);
    if (value !== undefined && value < 0n) {
      this.refuse('greater_than_equal', [name], 'Input should be greater than or equal to 0');
    }
    return value;
  }

  /** Undefined if null or missing. */
  optionalText(name: string): string | undefined {
    const value = this.value(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.isWellFormed()) return value;
    this.refuse('string_type', [name], 'Input should be a valid string');
    return undefined;
  }

  /** One of these words, or its number. */
  word<T>(name: string, words: ReadonlyMap<unknown, T>): T | undefined {
    const value = this.#required(name);
    if (value === undefined) return undefined;
    const known = words.get(value);
    if (known !== undefined) return known;
    if (typeof value === 'string') {
      this.refuse('value_error', [name], `Value error, invalid ${name}`);
    } else {
      const all = Array.from(words.keys(), (word) => (typeof word === 'string' ? `'${word}'` : word));
      this.refuse('enum', [name], `Input should be ${all.slice(0, -1).join(', ')} or ${all.at(-1)}`);
    }
    return undefined;
  }

  #integer(name: string): bigint | undefined {
    const value = this.#required(name);
    if (value === undefined) return undefined;
    const parsed = toInteger(value);
    if (typeof parsed === 'bigint') return parsed;
    this.refuse(parsed.type, [name], parsed.msg);
    return undefined;
  }

  #required(name: string): unknown {
    const value = this.#values.get(name);
    if (value === undefined) this.refuse('missing', [name], 'Field required');
    return value;
  }
}

/** The integer of a JSON value, or the error. */
export function toInteger(value: unknown): bigint | Pick<Detail, 'type' | 'msg'> {
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) return INT_PARSING;
    return value.length > MAX_DIGITS ? INT_PARSING_SIZE : BigInt(value);
  }
  if (typeof value !== 'number') return INT_TYPE;
  if (!Number.isFinite(value)) return FINITE_NUMBER;
  return Number.isInteger(value) ? BigInt(value) : INT_FROM_FLOAT;
}

const INT_TYPE = { type: 'int_type', msg: 'Input should be a valid integer' };
const FINITE_NUMBER = { type: 'finite_number', msg: 'Input should be a finite number' };
const INT_PARSING = {
  type: 'int_parsing',
  msg: 'Input should be a valid integer, unable to parse string as an integer',
};
const INT_PARSING_SIZE = {
  type: 'int_parsing_size',
  msg: 'Unable to parse input string as an integer, exceeded maximum size',
};
const INT_FROM_FLOAT = {
  type: 'int_from_float',
  msg: 'Input should be a valid integer, got a number with a fractional part',
};
