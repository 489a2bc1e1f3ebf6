import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CoreMemory, LinkMemory } from '../link/link-memory.ts';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import type { PartWorkerData } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { Core, CoreFacts } from './core.ts';

/** Functions of the core that the main thread calls. */
export interface CoreFunctions {
  attach(id: number, memory: LinkMemory): void;
  detach(id: number): void;
  stop(): Promise<void>;
}

export interface CoreWorkerData extends PartWorkerData {
  readonly memory: CoreMemory;
  /** The other end calls `CoreFunctions`. */
  readonly functions: MessagePort;
}

/**
 * Starts the core on a thread of its own. It is not restarted: only a start of the process can read in which state the journal
 * was left.
 *
 * @throws as `startCore`.
 */
export async function startCoreThread(
  host: PartHost,
  memory: CoreMemory,
  onEnd: (cause: Error) => void,
): Promise<Core> {
  const { port1, port2 } = new MessageChannel();
  const thread = new PartThread<CoreFacts>(host, {
    name: 'core',
    file: new URL('./core-worker.ts', import.meta.url),
    open: () => ({ data: { memory, functions: port2 }, transfer: [port2] }),
    restarts: false,
    onEnd,
  });
  const facts = await thread.start();
  const calls = new PortCalls<object, CoreFunctions>(port1, {}, { other: 'the thread core' });
  return {
    facts,
    attach: (id, link) => calls.tell('attach', id, link),
    detach: (id) => calls.tell('detach', id),
    stop: () => calls.ask('stop'),
    close: () => thread.close(),
  };
}
