import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { LinkMemory } from '../link/link-memory.ts';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import type { PartWorkerData } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { AuthPart } from './auth-part.ts';

/** Functions of sessions and passwords that the main thread calls. */
export interface AuthFunctions {
  attach(port: MessagePort): void;
}

export interface AuthWorkerData extends PartWorkerData {
  readonly link: LinkMemory;
  /** The other end calls `AuthFunctions`. */
  readonly functions: MessagePort;
}

/**
 * Starts sessions and passwords on a thread of their own. It is not restarted: gateways could not tell which sessions have ended
 * meanwhile.
 *
 * @throws as `startAuthPart`.
 */
export async function startAuthThread(
  host: PartHost,
  link: LinkMemory,
  onEnd: (cause: Error) => void,
): Promise<AuthPart> {
  const { port1, port2 } = new MessageChannel();
  const thread = new PartThread<AuthPart['facts']>(host, {
    name: 'auth',
    file: new URL('./auth-worker.ts', import.meta.url),
    open: () => ({ data: { link, functions: port2 }, transfer: [port2] }),
    restarts: false,
    onEnd,
  });
  const facts = await thread.start();
  const calls = new PortCalls<object, AuthFunctions>(port1, {}, { other: 'the thread auth' });
  return {
    facts,
    attach: (port) => calls.give([port], 'attach', port),
    close: () => thread.close(),
  };
}
