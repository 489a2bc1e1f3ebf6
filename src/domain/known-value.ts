/**
 * The enum value of a stored number.
 *
 * @throws RangeError with the number and the enum, if the enum does not have the number.
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
