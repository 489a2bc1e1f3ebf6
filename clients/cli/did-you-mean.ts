import { distance } from 'fastest-levenshtein';

/** A word may be off by one letter in three. */
const LETTERS_PER_SLIP = 3;

/** Asks for the word that was probably meant; undefined when none is near. */
export function didYouMean(typed: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, slips: distance(typed.toUpperCase(), word.toUpperCase()) }))
    .filter(({ word, slips }) => slips <= Math.ceil(word.length / LETTERS_PER_SLIP))
    .sort((a, b) => a.slips - b.slips);
  return nearest === undefined ? undefined : `did you mean ${nearest.word}?`;
}
