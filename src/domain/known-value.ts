/**
 * The value of an enum that a stored number stands for. A number without a meaning is an error, never some value or other.
 *
 * @throws RangeError that says which number of which enum.
 */
export function knownValue<Value extends number>(
  values: Readonly<Record<string, Value>>,
  name: string,
  stored: number,
): Value {
  const found = Object.values(values).find((value) => value === stored);
  if (found === undefined) throw new RangeError(`${name} ${stored} is unknown`);
  return found;
}
