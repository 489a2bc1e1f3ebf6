import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../src/settings/env-file.ts';

/** What python-dotenv 1.2.4 reads from each text, with `OUTER=outer` in the environment; keys in upper case. */
const READ_BY_PYTHON_DOTENV: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['A=longenough#1', { A: 'longenough#1' }],
  ['A=long #1', { A: 'long' }],
  ['A=long\t# c', { A: 'long' }],
  ['A=#1', { A: '#1' }],
  ['A= # c', { A: '' }],
  ['A=  spaced  ', { A: 'spaced' }],
  ["A='single # quoted'", { A: 'single # quoted' }],
  ['A="double # quoted"', { A: 'double # quoted' }],
  ["A='it\\'s'", { A: "it's" }],
  ['A="say \\"x\\""', { A: 'say "x"' }],
  ['A="a\\nb\\tc"', { A: 'a\nb\tc' }],
  ["A='a\\nb'", { A: 'a\\nb' }],
  ['A=a\\nb', { A: 'a\\nb' }],
  ['A="two\nlines"', { A: 'two\nlines' }],
  ['export A=1', { A: '1' }],
  ['export  A = 1 ', { A: '1' }],
  ['a=lower', { A: 'lower' }],
  ['A=1\nB=${A}2', { A: '1', B: '12' }],
  ['A=${OUTER}', { A: 'outer' }],
  ['OUTER=file\nA=${OUTER}', { OUTER: 'file', A: 'file' }],
  ["A='${OUTER}'", { A: 'outer' }],
  ['A=${NONE}', { A: '' }],
  ['A=${NONE:-fallback}', { A: 'fallback' }],
  ['A=${OUTER:-fallback}', { A: 'outer' }],
  ['A=$OUTER', { A: '$OUTER' }],
  ['A=', { A: '' }],
  ['A', {}],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['# c\n\nA=1 # c', { A: '1' }],
  ['  A=1', { A: '1' }],
  ["'A'=1", { A: '1' }],
  ['A==1', { A: '=1' }],
  ['A=1=2', { A: '1=2' }],
  ['A="x" # c', { A: 'x' }],
  ["A='x'# c", { A: 'x' }],
  ['A=ünïcode', { A: 'ünïcode' }],
  ['\uFEFFA=1', { A: '1' }],
  ['A="back\\\\slash"', { A: 'back\\slash' }],
  ["A=a'b", { A: "a'b" }],
  ['A=a "b" c', { A: 'a "b" c' }],
  ['A=1\nA=2', { A: '2' }],
  ['A.B=1', { 'A.B': '1' }],
  ['A=x\\#y', { A: 'x\\#y' }],
  ['A=%23', { A: '%23' }],
  ['A="\\x41"', { A: '\\x41' }],
];

describe('an .env file', () => {
  it.each(READ_BY_PYTHON_DOTENV)('%j is read as python-dotenv reads it', (text, expected) => {
    expect(parseEnvFile(text, { OUTER: 'outer' })).toEqual(expected);
  });

  it.each([
    ['A="open', 1],
    ["A=1\nB='open", 2],
    ['A=1\r\n\r\n=1', 3],
    ['A="x"y', 1],
    ['A B=1', 1],
  ])('%j is refused with its line', (text, line) => {
    expect(() => parseEnvFile(text, {})).toThrow(`line ${line} of .env`);
  });
});
