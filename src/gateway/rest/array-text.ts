import type { Turns } from '../../admission/read-turns.ts';

/** Characters of one write: about 300 orders. */
const CHUNK_LENGTH = 64 * 1024;
/** Values of one turn. */
const VALUES_PER_TURN = 1_000;

/** The values of an array as JSON texts: all at once, or page by page. */
export type Values = Iterable<string> | AsyncIterable<Iterable<string>>;

/**
 * A JSON array of values that are JSON texts, in pieces, each in a separate turn. Empty values are left out: they count the
 * work on items that are not in the list.
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
