import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { redleaf } from './redleaf-process.ts';

const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** What bash offers after a command line, by the script that is printed for it. */
function offers(line: string): string[] {
  const words = line.split(' ');
  const script = [
    'source <(redleaf completion bash)',
    // As the package bash-completion has it.
    `_get_comp_words_by_ref() { words=(${words.map((word) => `'${word}'`).join(' ')}); cur='${words.at(-1)}'; }`,
    // Only a shell with a terminal can set how it completes.
    'compopt() { :; }',
    '__redleaf_complete',
    'printf "%s\\n" "$' + '{COMPREPLY[@]}"',
  ].join('\n');
  const env = { PATH: `${BIN}:${process.env['PATH']}`, HOME: process.env['HOME'] };
  const output = execFileSync('bash', ['-c', script], { env, encoding: 'utf8' });
  return output.trimEnd().split('\n');
}

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('has a script for %s', async (shell) => {
    const { exitCode, stdout } = await redleaf(['completion', shell], {});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('redleaf complete --');
  });

  it('completes commands, their commands and their options in bash', () => {
    expect(offers('redleaf pl')).toEqual(['place']);
    expect(offers('redleaf watch b')).toEqual(['book']);
    expect(offers('redleaf place --m')).toEqual(['--market']);
  });
});
