import type { JsonValue } from '@bufbuild/protobuf';
import type { Fields } from './script.ts';

const NOW = /^\$now\+(?<ms>\d+)ms$/;

/** What a script calls `$name`: bound by the first request that has it, the same ever after. */
export class Variables {
  readonly #bound = new Map<string, JsonValue>();

  /** Whether `actual` has all that is expected. `null` expects that a field is not set. */
  matches(expected: Fields, actual: JsonValue | undefined): boolean {
    const found = new Map(this.#bound);
    if (!matchesValue(expected, actual, found)) return false;
    for (const [name, value] of found) this.#bound.set(name, value);
    return true;
  }

  /** With the values of the variables in it, and times in nanoseconds for `$now+500ms`. */
  fill(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.#fillText(value);
    if (Array.isArray(value)) return value.map((element) => this.fill(element));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.fill(inner)]));
  }

  #fillText(text: string): JsonValue {
    const ms = NOW.exec(text)?.groups?.['ms'];
    if (ms !== undefined) return String(BigInt(Date.now() + Number(ms)) * 1_000_000n);
    if (!text.startsWith('$')) return text;
    const value = this.#bound.get(text);
    if (value === undefined) throw new Error(`no request has had ${text} yet`);
    return value;
  }
}

function matchesValue(
  expected: JsonValue,
  actual: JsonValue | undefined,
  bound: Map<string, JsonValue>,
): boolean {
  if (expected === null) return actual === undefined;
  if (typeof expected === 'string' && expected.startsWith('$')) {
    if (actual === undefined) return false;
    const known = bound.get(expected);
    bound.set(expected, known ?? actual);
    return known === undefined || known === actual;
  }
  if (typeof expected !== 'object') return expected === actual;
  if (actual === undefined || actual === null || typeof actual !== 'object') return false;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((element, index) => matchesValue(element, actual[index], bound));
  }
  if (Array.isArray(actual)) return false;
  return Object.entries(expected).every(([key, value]) => matchesValue(value, actual[key], bound));
}
