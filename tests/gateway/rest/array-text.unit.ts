import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { ReadTurns } from '../../../src/admission/read-turns.ts';
import { arrayText } from '../../../src/gateway/rest/array-text.ts';

/** Writes an array to a caller that reads everything at once. */
async function write(values: Iterable<string>): Promise<{ text: string; turnsOfOthers: number }> {
  let text = '';
  let turnsOfOthers = 0;
  let isWriting = true;
  const others = () => {
    turnsOfOthers += 1;
    if (isWriting) setImmediate(others);
  };
  setImmediate(others);
  const caller = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  await pipeline(
    Readable.from(arrayText(values, new ReadTurns().of('anyone')), { objectMode: false }),
    caller,
  );
  isWriting = false;
  return { text, turnsOfOthers };
}

it('writes values as they are, and leaves out the empty ones', async () => {
  expect((await write([])).text).toBe('[]');
  expect((await write(['', '1', '', '{"a":2}', ''])).text).toBe('[1,{"a":2}]');
});

it.each([
  ['much to tell', '"x"'.padEnd(200)],
  ['nothing to tell', ''],
])('lets others have their turn when there is %s', async (_what, value) => {
  const { text, turnsOfOthers } = await write(Array(50_000).fill(value));
  expect(turnsOfOthers).toBeGreaterThanOrEqual(49);
  expect(JSON.parse(text)).toHaveLength(value === '' ? 0 : 50_000);
});
