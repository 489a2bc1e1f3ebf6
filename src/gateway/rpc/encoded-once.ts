/** Encodes messages that many callers share: each gets the same bytes. */
export function encodedOnce<Message extends object, Rest extends readonly unknown[]>(
  encode: (message: Message, ...rest: Rest) => Uint8Array,
): (message: Message, ...rest: Rest) => Uint8Array {
  const kept = new WeakMap<Message, Uint8Array>();
  return (message, ...rest) => {
    let bytes = kept.get(message);
    if (bytes === undefined) {
      bytes = encode(message, ...rest);
      kept.set(message, bytes);
    }
    return bytes;
  };
}
