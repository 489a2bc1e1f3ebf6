import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MANIFESTS = [
  'package.json',
  'package-lock.json',
  'clients/typescript/package.json',
  'clients/cli/package.json',
];

it('the lock file holds what every platform installs, so that npm ci takes it', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'redleaf-install-'));
  for (const manifest of MANIFESTS) cpSync(join(ROOT, manifest), join(copy, manifest));
  const npmCi = promisify(execFile)(
    'npm',
    ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: copy,
    },
  );
  await expect(npmCi).resolves.toBeDefined();
  rmSync(copy, { recursive: true });
});
