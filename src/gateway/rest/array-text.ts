import type { Turns } from '../../admission/read-turns.ts';

/** Characters of an answer that are written at once: about 300 orders. */
const CHUNK_LENGTH = 64 * 1024;
/** Values that are looked at in one turn. */
const VALUES_PER_TURN = 1_000;

/** The values of an array, each as JSON text: all that are there, or one page after the other as it comes. */
export type Values = Iterable<string> | AsyncIterable<Iterable<string>>;

/**
 * A JSON array of values that are JSON text, in pieces, each in a turn of its own. A value that is empty is left out: it
 * says that time was spent on something that the list does not have.
 */
export async function* arrayText(values: Values, turns: Turns): AsyncIterable<string> {
  await turns.next();
  let chunk = '[';
  let separator = '';
  let valuesLeft = VALUES_PER_TURN;
  for await (const page of Symbol.asyncIterator in values ? values : [values]) {
    for (const value of page) {
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
  }
  yield `${chunk}]`;
}
