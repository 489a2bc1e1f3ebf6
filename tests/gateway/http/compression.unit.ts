import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createCompression } from '../../../src/gateway/http/compression.ts';

const ANSWER = new Uint8Array(100_000);

test('two answers are compressed at a time, and those beside them are not', async () => {
  const { compress } = createCompression();
  const all = await Promise.all(Array.from({ length: 5 }, () => compress(ANSWER)));
  for (const one of all) expect(gunzipSync(one).length).toBe(ANSWER.length);
  expect(all.filter(({ length }) => length < 10_000)).toHaveLength(2);
  expect((await compress(ANSWER)).length).toBeLessThan(10_000);
});

test('what is decompressed is bounded by what it becomes', async () => {
  const { decompress } = createCompression();
  await expect(decompress(gzipSync(ANSWER), ANSWER.length - 1)).rejects.toThrow('larger');
  expect(await decompress(gzipSync(ANSWER), ANSWER.length)).toHaveLength(ANSWER.length);
});
