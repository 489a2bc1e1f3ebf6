import { describe, inject } from 'vitest';
import { type FoundMongod, findMongod } from './find-mongod.ts';

/**
 * Describes tests that need a real MongoDB server: the one in the environment, or the shared one of this test run. Other
 * tests use it at the same time, so each test needs its own database. Without a server the tests are skipped with a
 * message, or fail with `REQUIRE_MONGO=1`.
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

/** Describes tests that kill and restart their server, so they start their own. */
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
