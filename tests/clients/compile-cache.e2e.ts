import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PRINT_FOLDER = `data:text/javascript,
  import { getCompileCacheDir } from 'node:module';
  process.on('exit', () => console.error(getCompileCacheDir()));`;

it('keeps compiled code beside the packages, for later starts and for threads', async () => {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const args = ['--import', PRINT_FOLDER, join(ROOT, 'clients/cli/redleaf.ts'), '--version'];
  const { stderr } = await promisify(execFile)(process.execPath, args, { env });
  expect(stderr).toContain(join(ROOT, 'node_modules/.cache/redleaf'));
});
