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
