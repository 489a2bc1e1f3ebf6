import type { Turns } from '../read-turns.ts';

/** Characters of an answer that are written at once: about 300 orders. */
const CHUNK_LENGTH = 64 * 1024;
/** Values that are looked at in one turn. */
const VALUES_PER_TURN = 1_000;

/**
 * A JSON array of values that are JSON text, in pieces, each in a turn of its own. A value that is empty is left out: it
 * says that time was spent on something that the list does not have.
 */
export async function* arrayText(values: Iterable<string>, turns: Turns): AsyncIterable<string> {
  await turns.next();
  let chunk = '[';
  let separator = '';
  let valuesLeft = VALUES_PER_TURN;
  for (const value of values) {
    if (value !== '') {
      chunk += separator + value;
      separator = ',';
    }
    valuesLeft -= 1;
    if (chunk.length >= CHUNK_LENGTH) {
      yield chunk;
      chunk = '';
    } else if (valuesLeft > 0) {
      continue;
    }
    await turns.next();
    valuesLeft = VALUES_PER_TURN;
  }
  yield `${chunk}]`;
}
