import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { redleaf } from './redleaf-process.ts';

const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** A folder with files that commands may name. */
const FOLDER = mkdtempSync(join(tmpdir(), 'redleaf-completion-'));
writeFileSync(join(FOLDER, 'parties.csv'), '');
afterAll(() => rmSync(FOLDER, { recursive: true }));

function run(shell: string, ...args: string[]): string {
  const env = { PATH: `${BIN}:${process.env['PATH']}`, HOME: process.env['HOME'] };
  return execFileSync(shell, args, { env, cwd: FOLDER, encoding: 'utf8', timeout: 30_000 }).trimEnd();
}

function isFound(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** The words that bash offers after a command line, with the printed script. */
function offers(line: string): string[] {
  const words = line.split(' ');
  const script = [
    'source <(redleaf completion bash)',
    // The same as in the package bash-completion.
    `_get_comp_words_by_ref() { words=(${words.map((word) => `'${word}'`).join(' ')}); cur='${words.at(-1)}'; }`,
    // Bash sets completion options only in an interactive shell.
    'compopt() { :; }',
    '__redleaf_complete',
    'printf "%s\\n" "$' + '{COMPREPLY[@]}"',
  ].join('\n');
  return run('bash', '-c', script).split('\n');
}

/** Runs a zsh that completes a line on its terminal, and ends it when the line is as expected. */
function zshScript(line: string, completed: string): string {
  return [
    'zmodload zsh/zpty',
    'zpty shell zsh -f -i',
    `zpty -w shell 'PS1=""; autoload -U compinit && compinit -D -u; source <(redleaf completion zsh); echo READ""Y'`,
    `zpty -r -m shell seen '*READY*'`,
    `zpty -w -n shell '${line}'$'\\t'`,
    `zpty -r -m shell seen '*${completed} *' && print completed`,
  ].join('\n');
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

  it.each([
    ['a file', ['parties', 'import', ''], ':0'],
    ['a folder', ['verify', '--data-dir', ''], ':0'],
    ['none', ['place', ''], ':4'],
  ])('lets the shell offer files where %s is meant', async (_what, words, answer) => {
    const { stdout } = await redleaf(['complete', '--', ...words], {});
    expect(stdout).toBe(`${answer}\n`);
    expect((await redleaf(['completion', 'bash'], {})).stdout).toMatch(
      /complete -o default -F __redleaf_complete redleaf\n$/,
    );
  });

  it.runIf(isFound('fish'))('completes commands, options and files in fish', () => {
    const offered = (line: string) =>
      run('fish', '--no-config', '-c', 'redleaf completion fish | source; complete -C $argv[1]', line)
        .split('\n')
        .map((offer) => offer.split('\t')[0]);
    expect(offered('redleaf watch b')).toEqual(['book']);
    expect(offered('redleaf place --m')).toEqual(['--market']);
    expect(offered('redleaf parties import pa')).toEqual(['parties.csv']);
  });

  it.runIf(isFound('zsh')).each([
    ['redleaf watch b', 'redleaf watch book'],
    ['redleaf place --m', 'redleaf place --market'],
    ['redleaf parties import pa', 'redleaf parties import parties.csv'],
  ])('completes %j in zsh', (line, completed) => {
    expect(run('zsh', '-f', '-c', zshScript(line, completed))).toContain('completed');
  });
});
