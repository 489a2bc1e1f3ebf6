import { expect, it } from 'vitest';
import { encodedOnce } from '../../../src/gateway/rpc/encoded-once.ts';

it('gives all who have the same message the same bytes, and others their own', () => {
  let encodings = 0;
  const encode = encodedOnce(({ sequence }: { readonly sequence: number }, instrumentId: number) => {
    encodings += 1;
    return new Uint8Array([sequence, instrumentId]);
  });
  const message = { sequence: 1 };
  const bytes = encode(message, 7);
  expect(bytes).toEqual(new Uint8Array([1, 7]));
  expect(encode(message, 7)).toBe(bytes);
  expect(encodings).toBe(1);
  expect(encode({ sequence: 1 }, 7)).not.toBe(bytes);
  expect(encodings).toBe(2);
});
