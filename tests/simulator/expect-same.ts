import { inspect, isDeepStrictEqual } from 'node:util';

/**
 * Far cheaper than the matchers of the test runner when both are the same, as they are nearly always.
 *
 * @throws Error that names the first place where they differ.
 */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (areSame(actual, expected)) return;
  const { path, is, shouldBe } = firstDifference('', actual, expected);
  throw new Error(`${what}${path}: is ${show(is)} and should be ${show(shouldBe)}`);
}

/** What counts are the properties, not which class they are of. */
function areSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other, { skipPrototype: true });
}

interface Difference {
  readonly path: string;
  readonly is: unknown;
  readonly shouldBe: unknown;
}

function firstDifference(path: string, is: unknown, shouldBe: unknown): Difference {
  if (isObject(is) && isObject(shouldBe)) {
    for (const key of Object.keys({ ...shouldBe, ...is })) {
      const [one, other] = [is[key], shouldBe[key]];
      if (!areSame(one, other)) return firstDifference(`${path}.${key}`, one, other);
    }
  }
  return { path, is, shouldBe };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY, compact: true });
}
