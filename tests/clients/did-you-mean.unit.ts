import { expect, test } from 'vitest';
import { didYouMean } from '../../clients/cli/did-you-mean.ts';

test.each([
  ['ACNE', 'did you mean ACME?'],
  ['amce', 'did you mean ACME?'],
  ['COI', 'did you mean COIN?'],
  ['NOPE', undefined],
  ['', undefined],
])('%s: %s', (typed, question) => {
  expect(didYouMean(typed, ['ACME', 'COIN'])).toBe(question);
});
