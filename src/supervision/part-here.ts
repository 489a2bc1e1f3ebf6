import { MessageChannel } from 'node:worker_threads';
import { Registry } from 'prom-client';
import type { Logger } from '../log/logger.ts';
import { Threads } from '../threads/threads.ts';
import { connectOperations } from './connect-operations.ts';
import type { PartContext } from './part.ts';
import type { PartHost } from './part-thread.ts';

/** What a part needs to run on the main thread, with nothing else changed. */
export function partHere(
  { config, operations }: Pick<PartHost, 'config' | 'operations'>,
  logger: Logger,
  name: string,
): PartContext {
  const { port1, port2 } = new MessageChannel();
  operations.attach(name, port1);
  const registry = new Registry();
  const threads = new Threads(logger);
  return {
    config,
    logger,
    threads,
    registry,
    operations: connectOperations({ port: port2, registry, threads }),
    end: () => process.exit(1),
  };
}
