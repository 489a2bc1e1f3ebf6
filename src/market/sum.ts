/** An exact sum of integers: a number as long as that is exact, and a BigInt beyond. Equal sums are of the same type. */
export type Sum = number | bigint;

export function add(a: Sum, b: Sum): Sum {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    // One that is rounded is 2^53 or more, and so not safe.
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toSum(BigInt(a) + BigInt(b));
}

export function subtract(a: Sum, b: Sum): Sum {
  return add(a, -b);
}

export function multiply(a: Sum, b: Sum): Sum {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Zero has one sign alone.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return toSum(BigInt(a) * BigInt(b));
}

export function toSum(value: bigint): Sum {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/**
 * `amount` × `part` / `whole`, rounded to the nearest integer, and halves away from zero.
 *
 * @param part 0 or more.
 * @param whole above 0.
 */
export function proportion(amount: Sum, part: Sum, whole: Sum): Sum {
  const product = multiply(amount, part);
  if (typeof product === 'number' && typeof whole === 'number') {
    const rest = product % whole;
    const floor = (product - rest) / whole;
    // Not twice the rest, which may not be exact.
    return Math.abs(rest) >= whole - Math.abs(rest) ? floor + Math.sign(product) : floor + 0;
  }
  const [exact, divisor] = [BigInt(product), BigInt(whole)];
  const twice = (exact % divisor) * 2n;
  const floor = exact / divisor;
  if (twice >= divisor) return toSum(floor + 1n);
  return toSum(twice <= -divisor ? floor - 1n : floor);
}
