import { setImmediate as nextTurn } from 'node:timers/promises';

/** Characters of an answer that are written at once. */
const CHUNK_LENGTH = 64 * 1024;
/** Values that are looked at in one turn: about a millisecond. */
const VALUES_PER_TURN = 1_000;

/**
 * A JSON array of values that are JSON text, in pieces. A value that is empty is left out: it says that time was
 * spent on something that is not told.
 *
 * Others have their turn between the pieces, however fast the caller reads and however little there is to tell.
 */
export async function* arrayText(values: Iterable<string>): AsyncIterable<string> {
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
    await nextTurn();
    valuesLeft = VALUES_PER_TURN;
  }
  yield `${chunk}]`;
}
