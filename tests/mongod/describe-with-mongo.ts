import { describe } from 'vitest';
import { type FoundMongod, findMongod } from './find-mongod.ts';
import { ReplicaSet } from './replica-set.ts';

/** A server that a test may write to, in a database of its own. */
export interface MongoServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Tests that need a real MongoDB server: the one that the environment names, or one of their own. Without any they are
 * skipped, and say so; with `REQUIRE_MONGO=1` that is a failure.
 */
export async function describeWithMongo(
  name: string,
  tests: (startServer: () => Promise<MongoServer>) => void,
): Promise<void> {
  const found = await findMongod();
  if (found.is === 'url')
    describe(name, () => tests(async () => ({ url: found.url, close: async () => {} })));
  else if (found.is === 'binary') describe(name, () => tests(() => ReplicaSet.start(found.path)));
  else skip(name, found);
}

/** The same for tests that kill their server and start it again: it is always one of their own. */
export async function describeWithMongod(name: string, tests: (binary: string) => void): Promise<void> {
  const { MONGO_URL: _url, MONGO_HOST: _host, ...environment } = process.env;
  const found = await findMongod(environment);
  if (found.is === 'missing') skip(name, found);
  else if (found.is === 'binary') describe(name, () => tests(found.path));
}

function skip(name: string, { why }: Extract<FoundMongod, { is: 'missing' }>): void {
  if (process.env['REQUIRE_MONGO'] === '1') throw new Error(`${name}: there is no mongod: ${why}`);
  process.stderr.write(`\n*** SKIPPED, there is no mongod: ${name}\n*** ${why}\n\n`);
  describe.skip(name, () => {});
}
