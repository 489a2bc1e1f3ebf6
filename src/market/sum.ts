/** An exact sum of integers: a number while a number is exact, otherwise a BigInt. Equal sums have the same type. */
export type Sum = number | bigint;

export function add(a: Sum, b: Sum): Sum {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    // A rounded sum is 2^53 or more, so it is not safe.
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
    // Turns −0 into 0.
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
    // Twice the remainder may be too large to be exact.
    return Math.abs(rest) >= whole - Math.abs(rest) ? floor + Math.sign(product) : floor + 0;
  }
  const [exact, divisor] = [BigInt(product), BigInt(whole)];
  const twice = (exact % divisor) * 2n;
  const floor = exact / divisor;
  if (twice >= divisor) return toSum(floor + 1n);
  return toSum(twice <= -divisor ? floor - 1n : floor);
}

/** `amount` / `whole`, rounded to a double; 0 when `whole` is 0. */
export function ratio(amount: Sum, whole: Sum): number {
  if (whole === 0) return 0;
  if (Number.isSafeInteger(Number(amount)) && typeof whole === 'number') return Number(amount) / whole;
  // The integer part is exact below 2^53, and the fraction is below 1: no digit of the result is lost.
  const [exact, divisor] = [BigInt(amount), BigInt(whole)];
  return Number(exact / divisor) + Number(exact % divisor) / Number(divisor);
}
