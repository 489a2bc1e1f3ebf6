import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { findMongod } from './find-mongod.ts';
import { ReplicaSet } from './replica-set.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the one MongoDB server of this test run. */
    sharedMongod: string;
  }
}

/**
 * One MongoDB server for every file of a test run, since each that starts costs seconds of a processor. It starts when
 * the first file asks for it.
 */
export default async function shareMongod(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<ReplicaSet> | undefined;
  const server = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const { promise: listens, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listens;
  project.provide('sharedMongod', `http://127.0.0.1:${portOf(server.address())}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await (await started?.catch(() => undefined))?.close();
  };
}

async function start(): Promise<ReplicaSet> {
  const found = await findMongod();
  if (found.is !== 'binary') throw new Error('there is no mongod to start');
  return await ReplicaSet.start(found.path);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
