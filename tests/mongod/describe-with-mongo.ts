import { describe, inject } from 'vitest';
import { type FoundMongod, findMongod } from './find-mongod.ts';

/**
 * Tests that need a real MongoDB server: the one that the environment names, or the one of this test run. Others use it
 * at the same time, so each test has a database of its own. Without any server they are skipped, and say so; with
 * `REQUIRE_MONGO=1` that is a failure.
 */
export async function describeWithMongo(name: string, tests: (mongoUrl: string) => void): Promise<void> {
  const found = await findMongod();
  if (found.is === 'url') describe(name, () => tests(found.url));
  else if (found.is === 'missing') skip(name, found);
  else {
    const url = await sharedServer();
    describe(name, () => tests(url));
  }
}

async function sharedServer(): Promise<string> {
  const response = await fetch(inject('sharedMongod'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
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
