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

/** As `knownValue`, for values that are read often. */
export function knownValues<Value extends number>(
  values: Readonly<Record<string, Value>>,
  name: string,
): (stored: number) => Value {
  const byNumber: (Value | undefined)[] = [];
  for (const value of Object.values(values)) byNumber[value] = value;
  return (stored) => byNumber[stored] ?? knownValue(values, name, stored);
}
