/** Big-endian bytes of a number that is 0 or more, without leading zeros. 0 has no bytes. */
export function toBigEndian(value: bigint): Uint8Array<ArrayBuffer> {
  if (value < 0n) throw new RangeError(`${value} is below 0.`);
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
}

/** @throws RangeError for leading zeros. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  if (bytes[0] === 0) throw new RangeError('a number has leading zeros');
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
