import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { findMongod } from './find-mongod.ts';
import { ReplicaSet } from './replica-set.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL that answers with the connection string of the shared MongoDB server. */
    sharedMongod: string;
  }
}

/** Shares one MongoDB server between all files of a test run, because a start takes seconds. The first request starts it. */
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
